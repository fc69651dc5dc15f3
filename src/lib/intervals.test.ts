import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bigints, countBigints, countNumbers, difference, type Interval, normalise, numbers } from './intervals.ts'

const interval = fc
  .tuple(fc.nat(60), fc.nat(12))
  .map(([first, length]): Interval<number> => ({ first, last: first + length }))
const intervals = fc.array(interval, { maxLength: 12 })

function members(list: readonly Interval<number>[]): Set<number> {
  return new Set(list.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)))
}

function expectNormal(list: readonly Interval<number>[]) {
  list.forEach((item, i) => {
    expect(item.first).toBeLessThanOrEqual(item.last)
    if (i > 0) expect(item.first).toBeGreaterThan(list[i - 1]!.last + 1)
  })
}

describe('intervals are sets', () => {
  it('normalise: the same members, sorted, nothing touching', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const result = normalise(list, numbers)
        expectNormal(result)
        expect(members(result)).toEqual(members(list))
        expect(countNumbers(result)).toBe(members(list).size)
      }),
    )
  })

  it('difference: members of the one that are not in the other', () => {
    fc.assert(
      fc.property(intervals, intervals, (from, take) => {
        const result = difference(normalise(from, numbers), normalise(take, numbers), numbers)
        expectNormal(result)
        const taken = members(take)
        expect(members(result)).toEqual(new Set([...members(from)].filter((value) => !taken.has(value))))
      }),
    )
  })

  it('works on bigints the same way', () => {
    const all = normalise([{ first: 0n, last: (1n << 128n) - 1n }], bigints)
    const left = difference(all, [{ first: 5n, last: 5n }], bigints)
    expect(left).toEqual([
      { first: 0n, last: 4n },
      { first: 6n, last: (1n << 128n) - 1n },
    ])
    expect(countBigints(left)).toBe((1n << 128n) - 1n)
  })
})
