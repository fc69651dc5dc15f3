import { randomInt } from 'node:crypto'

/** A source of random numbers: each call gives one in [0, 2^32). Passed as an argument wherever chance is involved. */
export type Random = () => number

/** In [0, 1). */
export function chance(random: Random): number {
  return random() / 2 ** 32
}

/** A seed that nobody can foresee, in [0, 2^48). */
export function freshSeed(): number {
  return randomInt(2 ** 48 - 1)
}

/**
 * The same numbers for the same seed (any safe integer). For order and jitter, not for secrets.
 * sfc32 by Chris Doty-Humphrey (PractRand 0.92, public domain): 128 bits of state, period at least 2^32.
 */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0
  let b = Math.floor(seed / 2 ** 32) >>> 0
  let c = 0x9e3779b9
  let counter = 1
  const random = () => {
    const result = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    return result >>> 0
  }
  // Seeds that differ in one bit need a dozen steps until their outputs share nothing (PractRand's own figure).
  for (let i = 0; i < 12; i++) random()
  return random
}
