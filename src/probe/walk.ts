import { Permutation } from '../targets/permutation.ts'
import type { ProbePlan } from './engine.ts'

type Shard = ProbePlan['shard']

/** How many of that many endpoints a shard has. */
export function shardSize(size: number, { index, count }: Shard): number {
  return Math.max(0, Math.ceil((size - index) / count))
}

/** The i-th of so many equal parts of a shard: position p of it is position ⌊p / parts⌋ of part p mod parts. */
export function partOf({ index, count }: Shard, i: number, parts: number): Shard {
  return { index: index + i * count, count: count * parts }
}

/** Goes through the endpoints of one shard in permuted order; what it hands out are positions, 0 to total-1. */
export class Walk {
  /** Endpoints of this shard. */
  readonly total: number
  readonly #permutation: Permutation | null
  readonly #shard: Shard
  #next = 0

  constructor(size: number, seed: number, shard: Shard) {
    this.#shard = shard
    this.total = shardSize(size, shard)
    this.#permutation = size > 0 ? new Permutation(size, seed) : null
  }

  /** The next position that was not handed out yet, or -1. */
  next(): number {
    return this.#next < this.total ? this.#next++ : -1
  }

  get ended(): boolean {
    return this.#next >= this.total
  }

  /** Index (targets/endpoint-index.ts) of the endpoint at a position. */
  indexOf(position: number): number {
    return this.#permutation!.at(this.#shard.index + position * this.#shard.count)
  }

  /** The position of an index, the inverse of `indexOf`; -1 when another shard has it. */
  positionOf(index: number): number {
    const { index: first, count } = this.#shard
    const position = (this.#permutation!.positionOf(index) - first) / count
    return Number.isInteger(position) && position >= 0 ? position : -1
  }
}
