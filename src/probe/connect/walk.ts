import { Permutation } from '../../targets/permutation.ts'

/** Goes through the endpoints of one shard in permuted order; what it hands out are positions, 0 to total-1. */
export class Walk {
  /** Endpoints of this shard. */
  readonly total: number
  readonly #permutation: Permutation | null
  readonly #shard: { readonly index: number; readonly count: number }
  #next = 0

  constructor(size: number, seed: number, shard: { readonly index: number; readonly count: number }) {
    this.#shard = shard
    this.total = Math.max(0, Math.ceil((size - shard.index) / shard.count))
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
}
