import type { Checkpoint, Resumption } from './checkpoint.ts'
import type { SightingColumns } from './results/sightings.ts'

/** Where a scan keeps, while it runs, what would be lost with it. Calls come in order, and none waits. */
export interface Journal {
  /** What an earlier run of the same plan left; null when there was none. */
  readonly former: FormerRun | null
  /** Which hosts were found to be there: by address index, as of `hostIs` (raw/awaited.ts). */
  hosts(alive: Uint8Array): void
  /** How many scanners share the plan, before any of them has said anything; as many as in a former run. */
  divide(parts: number): void
  /** Of one scanner. */
  results(part: number, columns: SightingColumns): void
  /** Where a scanner is. What it counts as found has gone to `results` before. */
  save(part: number, checkpoint: Checkpoint): void
}

export interface FormerRun {
  /** As `hosts` got it; null: hosts were not looked for. */
  readonly alive: Uint8Array | null
  /** Of each of its scanners, one at least. */
  readonly parts: readonly Resumption[]
  /** All that they had found, what came after the checkpoints included. */
  results(): AsyncIterable<SightingColumns>
}
