import type { Interval } from '../lib/intervals.ts'

/** Addresses between two edges, for all of which the same conditions hold. */
export interface Piece extends Interval<bigint> {
  /** Their indices, ascending. */
  readonly holds: readonly number[]
}

/** A blocklist may name hundreds of thousands of addresses: each makes two. */
const mostPieces = 1 << 20

/**
 * Cuts all addresses at these edges, and where a condition begins or ends to hold. One sweep: each condition is looked at where it changes.
 * @param conditions the spans of each
 * @returns in ascending order; null: too many
 */
export function cutAt(
  edges: readonly bigint[],
  conditions: readonly (readonly Interval<bigint>[])[],
): readonly Piece[] | null {
  const changes = conditions.flatMap((spans, condition) =>
    spans.flatMap(({ first, last }) => [
      { at: first, condition, by: 1 },
      { at: last + 1n, condition, by: -1 },
    ]),
  )
  if (edges.length + changes.length > mostPieces) return null
  const all = [...edges.map((at) => ({ at, condition: -1, by: 0 })), ...changes].sort((a, b) => ascending(a.at, b.at))
  const depth = new Map<number, number>()
  const pieces: Piece[] = []
  let first = 0n
  let holds: readonly number[] = []
  let isChanged = false
  for (const [i, { at, condition, by }] of all.entries()) {
    if (at > first) {
      pieces.push({ first, last: at - 1n, holds })
      first = at
    }
    if (by !== 0) change(depth, condition, by)
    isChanged ||= by !== 0
    if (!isChanged || all[i + 1]?.at === at) continue
    holds = [...depth.keys()].sort((a, b) => a - b)
    isChanged = false
  }
  return pieces
}

/** How many spans of a condition hold here: they may overlap. */
function change(depth: Map<number, number>, condition: number, by: number): void {
  const now = (depth.get(condition) ?? 0) + by
  if (now === 0) depth.delete(condition)
  else depth.set(condition, now)
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b)
}
