import { type Checkpoint, isAtEnd, type Resumption } from '../probe/checkpoint.ts'

/**
 * What the scanners found after their states were saved, which is as a rule a second's, is told to them when they go on: 26 MiB, and four times
 * that while it is divided among them. What is more is forgotten, and asked for again.
 */
export const mostTail = 2 ** 20

/** Where a scanner is. */
export interface PartState {
  readonly checkpoint: Checkpoint
  /** Of the first so many records of the file of results this covers those that are its own. */
  readonly results: number
}

interface Part {
  checkpoint: Checkpoint | null
  /** Its results since the checkpoint: how many, and where the first is. */
  since: number
  from: number
}

/** Where each of a scan's scanners is. Their results stand in one file, in the order in which they came. */
export class PartStates {
  readonly #parts: readonly Part[]
  #results: number

  private constructor(parts: readonly Part[], results: number) {
    this.#parts = parts
    this.#results = results
  }

  /** At the beginning. */
  static of(parts: number): PartStates {
    return new PartStates(
      Array.from({ length: parts }, () => ({ checkpoint: null, since: 0, from: 0 })),
      0,
    )
  }

  /** Where a former run was. `covered`: as `PartState.results`; `results`: all that there are. */
  static resumed(parts: readonly Resumption[], covered: readonly number[], results: number): PartStates {
    return new PartStates(
      parts.map(({ checkpoint, tail }, i) => ({ checkpoint, since: tail.count, from: covered[i]! })),
      results,
    )
  }

  get count(): number {
    return this.#parts.length
  }

  /** Records of the file. */
  get results(): number {
    return this.#results
  }

  found(part: number, results: number): void {
    const one = this.#parts[part]!
    if (one.since === 0) one.from = this.#results
    one.since += results
    this.#results += results
  }

  reached(part: number, checkpoint: Checkpoint): void {
    Object.assign(this.#parts[part]!, { checkpoint, since: 0 })
  }

  /** What is to be saved; null when nothing is left to do, or too much was found since somebody said where he is. */
  get saved(): readonly PartState[] | null {
    const saved = this.#parts.flatMap(({ checkpoint, since, from }) =>
      checkpoint === null ? [] : { checkpoint, results: since === 0 ? this.#results : from },
    )
    if (saved.length < this.count || saved.every(({ checkpoint }) => isAtEnd(checkpoint))) return null
    return this.#parts.reduce((sum, { since }) => sum + since, 0) > mostTail ? null : saved
  }
}
