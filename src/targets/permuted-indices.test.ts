import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PermutedIndices } from './permuted-indices.ts'

function drain(indices: PermutedIndices): number[] {
  const all: number[] = []
  for (let index = indices.next(); index !== -1; index = indices.next()) all.push(index)
  return all
}

it('all shards together give each index exactly once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 20 }), fc.nat(), (size, count, seed) => {
      const shards = Array.from({ length: count }, (_, index) =>
        drain(new PermutedIndices(size, seed, { index, count })),
      )
      const all = shards.flat().sort((a, b) => a - b)
      expect(all).toEqual(Array.from({ length: size }, (_, i) => i))
    }),
  )
})

it('a walk that was broken off and resumed equals one that was not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 5 }), fc.nat(500), (size, count, steps) => {
      const shard = { index: count - 1, count }
      const whole = drain(new PermutedIndices(size, 3, shard))
      const first = new PermutedIndices(size, 3, shard)
      const head: number[] = []
      for (let i = 0; i < Math.min(steps, whole.length); i++) head.push(first.next())
      const second = new PermutedIndices(size, 3, shard, first.position)
      expect(second.remaining).toBe(whole.length - head.length)
      expect([...head, ...drain(second)]).toEqual(whole)
      expect(second.remaining).toBe(0)
      expect(second.next()).toBe(-1)
    }),
  )
})

it.each([
  { index: 1, count: 1 },
  { index: -1, count: 2 },
  { index: 0, count: 0 },
  { index: 0.5, count: 2 },
])('refuses shard %o', (shard) => {
  expect(() => new PermutedIndices(10, 1, shard)).toThrow(RangeError)
})

it('refuses a position of another shard', () => {
  expect(() => new PermutedIndices(10, 1, { index: 1, count: 3 }, 3)).toThrow(RangeError)
})
