import type { PortRange } from './types.ts'

/** The n-th port of a list of ranges, by binary search. */
export class PortTable {
  readonly count: number
  readonly #first: Uint16Array
  /** How many ports come before each range. */
  readonly #before: Uint32Array

  /** Ranges sorted and disjoint; RangeError when they are not. */
  constructor(ranges: readonly PortRange[]) {
    this.#first = new Uint16Array(ranges.length)
    this.#before = new Uint32Array(ranges.length)
    let count = 0
    let end = -1
    ranges.forEach(({ first, last }, i) => {
      if (!(first > end && last >= first && last <= 65_535))
        throw new RangeError('port ranges overlap or are out of order')
      this.#first[i] = first
      this.#before[i] = count
      count += last - first + 1
      end = last
    })
    this.count = count
  }

  /** The port at an offset, 0 ≤ offset < count. */
  at(offset: number): number {
    const before = this.#before
    let low = 0
    let high = before.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (before[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return this.#first[low]! + offset - before[low]!
  }

  /** Offset of a port, the inverse of `at`; -1 when it is none of these. */
  offsetOf(port: number): number {
    let low = 0
    let high = this.#first.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#first[middle]! <= port) low = middle
      else high = middle - 1
    }
    if (high < 0 || port < this.#first[low]!) return -1
    const offset = this.#before[low]! + port - this.#first[low]!
    return offset < (this.#before[low + 1] ?? this.count) ? offset : -1
  }
}
