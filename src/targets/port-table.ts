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
}
