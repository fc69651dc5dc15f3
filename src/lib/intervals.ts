/** Inclusive on both ends. */
export interface Interval<T extends number | bigint> {
  readonly first: T
  readonly last: T
}

/** What it takes to step to a neighbour; the one thing that numbers and bigints do not share in TypeScript. */
interface Steps<T> {
  next(value: T): T
  previous(value: T): T
}

export const numbers: Steps<number> = { next: (value) => value + 1, previous: (value) => value - 1 }
export const bigints: Steps<bigint> = { next: (value) => value + 1n, previous: (value) => value - 1n }

/** Sorted, disjoint, and with touching intervals joined. O(n log n). Below, "normal" means made by this. */
export function normalise<T extends number | bigint>(
  intervals: readonly Interval<T>[],
  steps: Steps<T>,
): Interval<T>[] {
  const sorted = [...intervals].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  const joined: { first: T; last: T }[] = []
  for (const { first, last } of sorted) {
    const open = joined.at(-1)
    if (open === undefined || first > steps.next(open.last)) joined.push({ first, last })
    else if (last > open.last) open.last = last
  }
  return joined
}

/** What is in `from` and not in `take`; both normal, and so is the result. O(n log m + what overlaps). */
export function difference<T extends number | bigint>(
  from: readonly Interval<T>[],
  take: readonly Interval<T>[],
  steps: Steps<T>,
): Interval<T>[] {
  const left: Interval<T>[] = []
  for (const interval of from) {
    let first = interval.first
    let consumed = false
    for (let i = firstReaching(take, first); i < take.length && take[i]!.first <= interval.last; i++) {
      const hole = take[i]!
      if (hole.first > first) left.push({ first, last: steps.previous(hole.first) })
      if (hole.last >= interval.last) {
        consumed = true
        break
      }
      first = steps.next(hole.last)
    }
    if (!consumed) left.push({ first, last: interval.last })
  }
  return left
}

/** What is in both; both normal, and so is the result. */
export function intersection<T extends number | bigint>(
  one: readonly Interval<T>[],
  other: readonly Interval<T>[],
  steps: Steps<T>,
): Interval<T>[] {
  return difference(one, difference(one, other, steps), steps)
}

/** Whether normal intervals hold a value. O(log n). */
export function isInAny<T extends number | bigint>(intervals: readonly Interval<T>[], value: T): boolean {
  const found = intervals[firstReaching(intervals, value)]
  return found !== undefined && found.first <= value
}

/** Index of the first interval that ends at or behind a value. */
function firstReaching<T extends number | bigint>(intervals: readonly Interval<T>[], value: T): number {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (intervals[middle]!.last < value) low = middle + 1
    else high = middle
  }
  return low
}

/** How many numbers normal intervals hold. */
export function countNumbers(intervals: readonly Interval<number>[]): number {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

/** How many integers normal intervals hold. */
export function countBigints(intervals: readonly Interval<bigint>[]): bigint {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1n, 0n)
}
