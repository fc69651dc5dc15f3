import { Permutation } from './permutation.ts'

/** This run takes every position ≡ index (mod count); {0, 1} takes all. */
export interface Shard {
  readonly index: number
  readonly count: number
}

export const wholeScan: Shard = { index: 0, count: 1 }

/**
 * Walks the positions of one shard in order and gives the index that each leads to. To resume a walk, make one with the same
 * size, seed and shard, and hand it the `position` of the old one.
 */
export class PermutedIndices {
  readonly #permutation: Permutation
  readonly #shard: Shard
  #position: number

  constructor(size: number, seed: number, shard: Shard = wholeScan, position: number = shard.index) {
    if (!isShard(shard)) throw new RangeError(`no shard ${shard.index} of ${shard.count}`)
    if (!(position >= shard.index) || (position - shard.index) % shard.count !== 0) {
      throw new RangeError(`position ${position} is not in shard ${shard.index} of ${shard.count}`)
    }
    this.#permutation = new Permutation(size, seed)
    this.#shard = shard
    this.#position = position
  }

  /** The next index of the shard, or -1 when it is done. Allocates nothing. */
  next(): number {
    const position = this.#position
    if (position >= this.#permutation.size) return -1
    this.#position = position + this.#shard.count
    return this.#permutation.at(position)
  }

  /** Where the next call of `next` stands; at or beyond the size when the shard is done. */
  get position(): number {
    return this.#position
  }

  /** How many indices are still to come. */
  get remaining(): number {
    return Math.max(0, Math.ceil((this.#permutation.size - this.#position) / this.#shard.count))
  }
}

function isShard({ index, count }: Shard): boolean {
  return Number.isSafeInteger(count) && Number.isSafeInteger(index) && index >= 0 && index < count
}
