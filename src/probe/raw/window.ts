const bitsPerWord = 32

/**
 * A stretch of the walk that is under way: which of its endpoints are settled, and when each was asked first and last. Its memory is used again
 * for the next stretch, so that a scan of any size costs the same.
 */
export class Window {
  /** Position of its first endpoint. */
  first = 0
  /** How many endpoints it has, up to its capacity. */
  size = 0
  /** How many of them are settled: answered, or not to be asked (any more). */
  settled = 0
  readonly capacity: number
  readonly #settledBits: Uint32Array
  /** Microseconds since the scan began, modulo 2^32: more than an hour, and no answer is that late. */
  readonly #firstAskedAt: Uint32Array
  readonly #askedAt: Uint32Array

  constructor(capacity: number) {
    this.capacity = capacity
    this.#settledBits = new Uint32Array(Math.ceil(capacity / bitsPerWord))
    this.#firstAskedAt = new Uint32Array(capacity)
    this.#askedAt = new Uint32Array(capacity)
  }

  /** Begins a new stretch. */
  reset(first: number, size: number): void {
    this.first = first
    this.size = size
    this.settled = 0
    this.#settledBits.fill(0)
  }

  /** Begins a stretch again of which some are settled: their bits as `settledBits` gave them. */
  resume(first: number, size: number, settled: Uint32Array): void {
    this.reset(first, size)
    this.#settledBits.set(settled)
    for (const word of settled) this.settled += bitsSet(word)
  }

  /** A copy: bit i of word w is set when the endpoint at offset 32 w + i is settled. */
  get settledBits(): Uint32Array<ArrayBuffer> {
    return this.#settledBits.slice(0, Math.ceil(this.size / bitsPerWord))
  }

  holds(position: number): boolean {
    return position >= this.first && position < this.first + this.size
  }

  isSettled(offset: number): boolean {
    return (this.#settledBits[offset >>> 5]! & (1 << (offset & 31))) !== 0
  }

  /** True when it was not settled before. */
  settle(offset: number): boolean {
    if (this.isSettled(offset)) return false
    this.#settledBits[offset >>> 5]! |= 1 << (offset & 31)
    this.settled += 1
    return true
  }

  /** The first offset from `from` on that is not settled; `size` when there is none. */
  nextUnsettled(from: number): number {
    let offset = from
    while (offset < this.size) {
      const rest = ~this.#settledBits[offset >>> 5]! >>> (offset & 31)
      if (rest !== 0) return Math.min(this.size, offset + trailingZeros(rest))
      offset = (offset | 31) + 1
    }
    return this.size
  }

  /** It is asked now, for the first time or another. */
  asked(offset: number, nowMs: number, first: boolean): void {
    this.#askedAt[offset] = nowMs * 1000
    if (first) this.#firstAskedAt[offset] = nowMs * 1000
  }

  /** How long ago it was asked first, in ms. */
  sinceFirstAsked(offset: number, nowMs: number): number {
    return ((nowMs * 1000 - this.#firstAskedAt[offset]!) >>> 0) / 1000
  }

  /** How long ago it was asked last, in ms. */
  sinceAsked(offset: number, nowMs: number): number {
    return ((nowMs * 1000 - this.#askedAt[offset]!) >>> 0) / 1000
  }
}

/** Wegner, Commun. ACM 3, 1960: each step clears the lowest bit that is set. */
function bitsSet(word: number): number {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word)
}
