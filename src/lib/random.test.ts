import { expect, it } from 'vitest'
import { freshSeed, seededRandom } from './random.ts'

const take = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

it('gives the same numbers for the same seed, others for any other', () => {
  expect(take(7, 50)).toEqual(take(7, 50))
  for (const other of [8, 7 + 2 ** 32, 7 + 2 ** 52, -7, 0]) expect(take(other, 3)).not.toEqual(take(7, 3))
})

it('stays in [0, 2^32) and sets every bit about half the time', () => {
  const values = take(1, 20_000)
  for (let bit = 0; bit < 32; bit++) {
    const ones = values.filter((value) => Math.floor(value / 2 ** bit) % 2 === 1).length
    // six standard deviations of a fair coin: 6 · sqrt(20,000) / 2 = 424
    expect(Math.abs(ones - 10_000)).toBeLessThan(424)
  }
  expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true)
})

it('fresh seeds are safe integers and differ', () => {
  const seeds = new Set(Array.from({ length: 100 }, freshSeed))
  expect(seeds.size).toBe(100)
  expect([...seeds].every(Number.isSafeInteger)).toBe(true)
})
