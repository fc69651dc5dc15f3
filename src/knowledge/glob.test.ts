import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatches, isGlob } from './glob.ts'

describe('globMatches', () => {
  it.each([
    ['http*', 'http-alt', true],
    ['http*', 'http', true],
    ['http*', 'shttp', false],
    ['*sql*', 'postgresql', true],
    ['?map', 'imap', true],
    ['?map', 'map', false],
    ['HTTP', 'http', true],
    ['*', '', true],
    ['', '', true],
    ['', 'x', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
  ])('%s and %s: %s', (pattern, text, fits) => expect(globMatches(pattern, text)).toBe(fits))

  it('agrees with the regular expression that means the same', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(letters, text, (pattern, have) => {
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(globMatches(pattern, have)).toBe(regex.test(have))
      }),
    )
  })

  it('comes to an end where backtracking expressions do not', () => {
    expect(globMatches(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false)
  })
})

it('isGlob', () => {
  expect(isGlob('http*')).toBe(true)
  expect(isGlob('ssh')).toBe(false)
})
