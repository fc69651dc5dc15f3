import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { largestSize, Permutation } from './permutation.ts'

const awkward = [
  1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 97, 255, 256, 257, 1000, 4095, 4096, 4097, 65_521, 65_536, 65_537,
]
const huge = [
  2 ** 32 - 1,
  2 ** 32,
  2 ** 32 + 1,
  2 ** 52 - 1,
  2 ** 52 + 1,
  65_535 * 2 ** 32,
  largestSize - 1,
  largestSize,
]

function image(size: number, seed: number): Float64Array {
  const permutation = new Permutation(size, seed)
  return Float64Array.from({ length: size }, (_, position) => permutation.at(position))
}

describe('a bijection of [0, N)', () => {
  it.each(awkward)('N = %i', (size) => {
    const sorted = image(size, 42).sort()
    expect(sorted).toEqual(Float64Array.from({ length: size }, (_, i) => i))
  })

  it('for any N and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.maxSafeNat(), (size, seed) => {
        const sorted = image(size, seed).sort()
        expect(sorted.every((value, i) => value === i)).toBe(true)
      }),
    )
  })

  it.each(huge)('N = %i: whole numbers in range, no two alike', (size) => {
    const permutation = new Permutation(size, 7)
    const seen = new Set<number>()
    const positions = [0, 1, 2, size - 3, size - 2, size - 1]
    for (let i = 0; i < 20_000; i++) positions.push(Math.floor((i / 20_000) * (size - 10)) + 3)
    for (const position of new Set(positions)) {
      const index = permutation.at(position)
      if (Number.isSafeInteger(index) && index >= 0 && index < size) seen.add(index)
    }
    expect(seen.size).toBe(new Set(positions).size)
  })
})

it('knows which position leads to an index', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: largestSize }),
      fc.maxSafeNat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (size, seed, share) => {
        const permutation = new Permutation(size, seed)
        const position = Math.min(size - 1, Math.floor(share * size))
        expect(permutation.positionOf(permutation.at(position))).toBe(position)
        expect(permutation.at(permutation.positionOf(position))).toBe(position)
      },
    ),
  )
})

it('the seed chooses the order, and all 53 bits of it count', () => {
  const first = image(1000, 1)
  expect(image(1000, 1)).toEqual(first)
  for (const seed of [2, 1 + 2 ** 32, 1 + 2 ** 52, -1]) expect(image(1000, seed)).not.toEqual(first)
})

it.each([0, -1, 1.5, Number.NaN, largestSize * 2])('refuses N = %d', (size) => {
  expect(() => new Permutation(size, 1)).toThrow(RangeError)
})

describe('consecutive probes spread over hosts', () => {
  // 256 hosts × 1,000 ports. The hosts of two consecutive probes fall into a 16 × 16 table; if consecutive
  // probes had nothing to do with each other, Pearson's χ² over its 256 cells has 255 degrees of freedom: mean 255,
  // standard deviation √510 ≈ 22.6. Walking in order would give millions. The seeds are fixed, so the test is not a matter of luck.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: χ² of host pairs is that of chance', (seed) => {
    const hosts = image(256_000, seed).map((index) => Math.floor(index / 1000))
    const table = new Float64Array(256)
    for (let i = 1; i < hosts.length; i++) table[(hosts[i - 1]! >> 4) * 16 + (hosts[i]! >> 4)]! += 1
    const expected = (hosts.length - 1) / 256
    const chiSquared = table.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0)
    expect(chiSquared).toBeGreaterThan(255 - 6 * 22.6)
    expect(chiSquared).toBeLessThan(255 + 6 * 22.6)
  })

  // Throwing 256 balls into 256 bins puts more than 12 into one with a chance of about 1e-8 a window.
  it('no window of 256 probes has more than 12 for one host', () => {
    const hosts = image(256_000, 99).map((index) => Math.floor(index / 1000))
    let worst = 0
    for (let start = 0; start < hosts.length; start += 256) {
      const counts = new Uint16Array(256)
      for (const host of hosts.subarray(start, start + 256)) worst = Math.max(worst, ++counts[host]!)
    }
    expect(worst).toBeLessThanOrEqual(12)
    expect(worst).toBeGreaterThan(2)
  })
})
