import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearNames } from './near-names.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })

describe('editDistance', () => {
  it.each([
    ['redis', 'redis', 0],
    ['redsi', 'redis', 1],
    ['rdis', 'redis', 1],
    ['rediss', 'redis', 1],
    ['', 'ssh', 3],
    ['kitten', 'sitting', 3],
  ])('%s to %s: %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))

  it('is the same both ways, and nothing only between equals', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
    )
  })
})

describe('nearNames', () => {
  it('finds what was meant', () => {
    expect(nearNames('redsi')).toContain('redis')
    expect(nearNames('postgre').some((name) => name.startsWith('postgre'))).toBe(true)
  })

  it('gives at most three, none for what is like nothing, and stays quick on nonsense', () => {
    expect(nearNames('ss').length).toBeLessThanOrEqual(3)
    expect(nearNames('qqqqzzzzqqqq')).toEqual([])
    expect(nearNames('x'.repeat(1_000_000))).toEqual([])
  })
})
