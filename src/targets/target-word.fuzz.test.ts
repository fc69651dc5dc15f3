import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { AddressSet } from './address-set.ts'
import { targetWord } from './target-word.ts'

const zones = { names: ['eth0'], nameOf: (zone: string) => (zone === 'eth0' ? zone : undefined) }

function expectRangesOrUsageError(text: string) {
  try {
    const target = targetWord({ text, place: 'target 1' }, zones)
    if (target.kind !== 'ranges') return
    expect(target.ranges.length).toBeLessThanOrEqual(65_536)
    for (const { first, last } of target.ranges) if (first < 0n || last < first) expect.fail(`backwards: ${text}`)
    AddressSet.of(target.ranges)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).not.toMatch(/\p{Cc}/u)
    expect((error as UsageError).message.length).toBeLessThan(600)
  }
}

it('arbitrary text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), expectRangesOrUsageError), { numRuns: 300 })
})

it('text made of what targets are made of', () => {
  const part = fc.constantFrom(
    '0',
    '1',
    '10',
    '255',
    '256',
    '*',
    '-',
    ',',
    '.',
    '/',
    ':',
    '::',
    '%',
    'eth0',
    'fe80',
    'ffff',
    'a',
    '24',
    '[',
    ']',
  )
  const text = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''))
  fc.assert(fc.property(text, expectRangesOrUsageError), { numRuns: 2000 })
})

it.each([
  '*',
  '-',
  ',',
  '.',
  ':',
  '%',
  '/',
  '1',
  '*.',
  '0-,',
  '::',
  'a.',
  'ü',
  '\u202e',
  '\ud800',
  '0-255,',
  '[',
  'http://',
])('a megabyte of %j, and as much as is read', (part) => {
  expectRangesOrUsageError(part.repeat(2 ** 20 / part.length))
  expectRangesOrUsageError(part.repeat(1024 / part.length))
  expectRangesOrUsageError(`1.2.3.${part.repeat(1000 / part.length)}`)
})

it.each(['*-*', '0-255.0-255.0-255.0-255', '*.*.*.*', '*.*.*.1-3,5', '0-254.0-254.0-254.0-254', '10.*.*.1'])(
  '%s',
  (text) => {
    expectRangesOrUsageError(text)
  },
)
