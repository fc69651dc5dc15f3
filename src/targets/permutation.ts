import { type Random, seededRandom } from '../lib/random.ts'

// A scan is one integer that counts from 0 to N-1, and a bijection of [0, N) that says which endpoint each count
// means. Shard, resume and fairness are then arithmetic on the count, and nothing has to be remembered.
//
// The bijection is a Feistel network on a mixed-radix number, walked in cycles:
//
// 1. Write x as (left, right) with x = left · B + right, where B = 2^⌊bits/2⌋ and left < A = ⌈N / B⌉. Both halves are
//    about √N and fit 27 bits, and A · B ≤ 2^53 whenever N ≤ 2^53, so that doubles hold every value exactly.
// 2. A round changes one half by a keyed hash of the other:  left ← left + F(right) mod A,  right ← right ⊕ F(left).
//    It is undone by subtracting (or xoring) the same hash, whatever F is, so any number of rounds is a bijection of
//    [0, A·B) (Luby, Rackoff 1988; unbalanced and mixed radix: Black, Rogaway, "Ciphers with Arbitrary Finite
//    Domains", CT-RSA 2002, §5).
// 3. A result in [N, A·B) is sent through again until it falls below N. It must: the cycle that x lies on comes back
//    to x itself. That is a bijection of [0, N) (the same paper, §4). As A·B - N < B ≈ √N, this is rare.
//
// Four rounds would do for an ideal F; there are six because F is only a good mixer, not a cipher. The order is meant to
// be even, not secret.
const rounds = 6

/** The most endpoints that one scan can count: doubles are exact up to here. */
export const largestSize = 2 ** 53

export class Permutation {
  readonly size: number
  readonly #keys: Int32Array
  readonly #leftSize: number
  readonly #rightSize: number
  readonly #rightMask: number
  /** A / 2^32: scales a 32-bit hash to [0, A). Exact, as it only moves the exponent. */
  readonly #leftScale: number

  /** A bijection of [0, size), size from 1 to 2^53, chosen by the seed (any safe integer). */
  constructor(size: number, seed: number) {
    if (!Number.isInteger(size) || size < 1 || size > largestSize) throw new RangeError(`no permutation of ${size}`)
    const rightBits = Math.ceil(Math.log2(size)) >> 1
    this.size = size
    this.#rightSize = 2 ** rightBits
    this.#rightMask = this.#rightSize - 1
    this.#leftSize = Math.ceil(size / this.#rightSize)
    this.#leftScale = this.#leftSize / 2 ** 32
    this.#keys = roundKeys(seededRandom(seed))
  }

  /** Where position (0 ≤ position < size) leads. Allocates nothing. */
  at(position: number): number {
    let x = position
    do x = this.#encrypt(x)
    while (x >= this.size)
    return x
  }

  /** The position that leads to an index (0 ≤ index < size): the inverse of `at`. Allocates nothing. */
  positionOf(index: number): number {
    let x = index
    do x = this.#decrypt(x)
    while (x >= this.size)
    return x
  }

  #encrypt(x: number): number {
    const keys = this.#keys
    let left = Math.floor(x / this.#rightSize)
    let right = x - left * this.#rightSize
    for (let round = 0; round < rounds; round += 2) {
      left += Math.floor(mix(right ^ keys[round]!) * this.#leftScale)
      if (left >= this.#leftSize) left -= this.#leftSize
      right ^= mix(left ^ keys[round + 1]!) & this.#rightMask
    }
    return left * this.#rightSize + right
  }

  #decrypt(x: number): number {
    const keys = this.#keys
    let left = Math.floor(x / this.#rightSize)
    let right = x - left * this.#rightSize
    for (let round = rounds - 2; round >= 0; round -= 2) {
      right ^= mix(left ^ keys[round + 1]!) & this.#rightMask
      left -= Math.floor(mix(right ^ keys[round]!) * this.#leftScale)
      if (left < 0) left += this.#leftSize
    }
    return left * this.#rightSize + right
  }
}

function roundKeys(random: Random): Int32Array {
  return Int32Array.from({ length: rounds }, () => random() | 0)
}

/** fmix32, the finaliser of MurmurHash3 (Austin Appleby, public domain): every input bit moves every output bit. */
function mix(value: number): number {
  let h = value ^ (value >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
