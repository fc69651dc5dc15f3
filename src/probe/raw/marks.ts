/** Where the attempts at a window were at some time. */
export interface Mark {
  readonly at: number
  readonly attempt: number
  /** Who stands before it had been asked, but for those in `again`. */
  readonly offset: number
  /** Whether the attempt that comes long after the first has been made, or is this one. */
  readonly spanned: boolean
  readonly again: readonly number[]
}

/** Which is the latest that is not after `at`: the first, or a later one. */
export function settledMark(marks: readonly Mark[], at: number): number {
  let found = 0
  for (let i = 1; i < marks.length; i++) if (marks[i]!.at <= at) found = i
  return found
}

/** A window of the walk that is under way. */
export interface SavedWindow {
  /** Position of its first endpoint, and how many it has. */
  readonly first: number
  readonly size: number
  /** Attempts that all of it has had, and the offset from which on this one is still to be made. */
  readonly attempt: number
  readonly offset: number
  /** Whether the attempt that comes long after the first has been made, or is this one. */
  readonly spanned: boolean
  /** Offsets before it that this attempt has left out. */
  readonly again: readonly number[]
  /** Bit i of word w: the endpoint at offset 32 w + i is settled. */
  readonly settled: Uint32Array
}

export interface SavedWaves {
  /** Positions from here on have not been begun; those before, and in no window, are done with. */
  readonly begun: number
  readonly windows: readonly SavedWindow[]
}
