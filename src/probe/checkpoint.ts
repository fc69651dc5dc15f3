import type { SavedFolding } from './hosts/folding.ts'
import type { SavedPatience } from './hosts/patience.ts'
import type { SavedWaves } from './raw/marks.ts'
import type { SavedRecall } from './raw/recall-watch.ts'
import type { SightingColumns } from './results/sightings.ts'

// All that a scanner needs to go on with its part of a scan from where it was. Plain data: it crosses from the worker, and is kept in a
// file (src/resume/). Round trips, loss and the rate are not in it: they are measured anew.

export interface Checkpoint {
  readonly waves: SavedWaves
  /** As Tallies.rows() gives them. */
  readonly tallies: Float64Array
  readonly folding: SavedFolding
  readonly patience: readonly SavedPatience[]
  readonly recall: SavedRecall
  readonly causes: Readonly<Record<string, number>>
  /** Address indexes of the hosts of the link that are not there. */
  readonly absent: readonly number[]
  /** Address indexes of the hosts that were awaited and have come; null while they are awaited. */
  readonly late: readonly number[] | null
  /** Positions, not begun yet, that need no probe: an earlier run than the one that saved this had seen their answers. */
  readonly known: readonly number[]
  /** Endpoints of its walk. */
  readonly total: number
  /** Endpoints that are done with, open ones among them, and probes sent. */
  readonly done: number
  readonly open: number
  readonly sent: number
}

/** What a scanner of a former run left behind. */
export interface Resumption {
  readonly checkpoint: Checkpoint
  /** What it had seen after the checkpoint. */
  readonly tail: SightingColumns
}

/** How far all parts of a scan are together. */
export function progressOf(parts: readonly Pick<Resumption, 'checkpoint'>[]) {
  const all = { done: 0, total: 0, sent: 0, open: 0 }
  for (const { checkpoint } of parts) {
    all.done += checkpoint.done
    all.total += checkpoint.total
    all.sent += checkpoint.sent
    all.open += checkpoint.open
  }
  return all
}

/** Whether nobody is left to be asked, not even a port that tells what a host is (hosts/folding.ts), and nothing is held back. */
export function isAtEnd({ waves, patience, folding, total, late }: Checkpoint): boolean {
  const isWalked = waves.begun === total && waves.windows.length === 0 && patience.length === 0 && late !== null
  const { suspects, held } = folding
  return isWalked && held.count === 0 && suspects.every(({ answered, checkAt }) => answered < checkAt)
}

/** Bytes that it takes as a message (confined/message-codec.ts), and some more: lists are text, arrays are memory. */
export function roughSize(checkpoint: Checkpoint): number {
  const { waves, tallies, folding, patience, recall, absent, late, known } = checkpoint
  const { folded, suspects, held } = folding
  const { totals, windows } = recall
  const numbers = [
    absent,
    late ?? [],
    known,
    ...waves.windows.map(({ again }) => again),
    ...folded.map(({ evidence }) => evidence),
  ]
  const records = [
    folded,
    suspects,
    patience,
    totals.rounds,
    ...windows.flatMap((each) => [each.sample, each.hosts, each.rounds]),
  ]
  const arrays = [tallies, ...waves.windows.map(({ settled }) => settled), ...patience.map(({ waiting }) => waiting)]
  return (
    plainBytes +
    18 * sum(numbers, ({ length }) => length) +
    200 * sum(records, ({ length }) => length) +
    sum(arrays, ({ byteLength }) => byteLength) +
    heldBytes * held.count
  )
}

/** Of what every one has, and of one sighting in columns. */
const [plainBytes, heldBytes] = [10_000, 24]

function sum<T>(list: readonly T[], of: (each: T) => number): number {
  return list.reduce((total, each) => total + of(each), 0)
}
