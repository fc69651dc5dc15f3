import type { Checkpoint } from '../checkpoint.ts'
import type { FoldedHost } from '../hosts/folding.ts'
import type { RecallEvidence } from '../raw/recall.ts'
import type { AnswerInRow } from '../results/kept-answers.ts'
import type { SightingColumns } from '../results/sightings.ts'

export interface Counters {
  /** Endpoints with a state, folded ones, and silent ones that only wait for the verdict how much silence to believe. */
  readonly done: number
  readonly sent: number
  readonly open: number
}

/** What a worker is started with. The plan follows as a message, so that it can start before there is one. */
export interface WorkerStart {
  readonly shared: SharedArrayBuffer
}

/** The last word of a worker. */
export interface WorkerEnd {
  readonly kind: 'end'
  /** What it broke off with; null when it came to its end. */
  readonly crash: string | null
  /** Rows of Tallies.rows(). */
  readonly tallies: Float64Array
  readonly folded: readonly FoldedHost[]
  /** Address indexes of the hosts of the link that are not there. */
  readonly absent: readonly number[]
  /** Hosts that were awaited until then and have not come. Default 0. */
  readonly missing?: number
  readonly causes: Readonly<Record<string, number>>
  /** Null where loss is not measured. */
  readonly recall: RecallEvidence | null
  readonly notes: readonly string[]
}

/** Which hosts are there, from a worker that was asked to find out: by address index, as of `hostIs` (raw/awaited.ts). */
export interface WorkerHosts {
  readonly kind: 'hosts'
  readonly alive: Uint8Array
}

export interface WorkerSightings {
  readonly kind: 'sightings'
  readonly columns: SightingColumns
  /** Absent: none were kept. */
  readonly answers?: readonly AnswerInRow[]
}

export function sightingsMessage(columns: SightingColumns, answers: readonly AnswerInRow[]): WorkerSightings {
  return { kind: 'sightings', columns, ...(answers.length > 0 && { answers }) }
}

/** Where the worker is. What it counts as found it has told before. */
export interface WorkerCheckpoint {
  readonly kind: 'checkpoint'
  readonly checkpoint: Checkpoint
}

export type WorkerMessage = WorkerSightings | WorkerHosts | WorkerCheckpoint | WorkerEnd

/** Whether a message is one of those that must have been read before many more may follow. */
export function isAcknowledged({ kind }: WorkerMessage): boolean {
  return kind === 'sightings' || kind === 'checkpoint'
}

/** Messages that may be on their way before the worker stops starting new probes. */
export const mostUnread = 16

/** done, sent, open */
const counters = 3
const ABORT = 0
const POSTED = 1
const READ = 2

/** Memory that both sides see: counters, the wish to abort, and how far the reader is behind. */
export class SharedState {
  readonly buffer: SharedArrayBuffer
  readonly #counters: Float64Array
  readonly #signals: Int32Array

  constructor(buffer = new SharedArrayBuffer(8 * counters + 12)) {
    this.buffer = buffer
    this.#counters = new Float64Array(buffer, 0, counters)
    this.#signals = new Int32Array(buffer, 8 * counters, 3)
  }

  get counters(): Counters {
    const [done = 0, sent = 0, open = 0] = this.#counters
    return { done, sent, open }
  }

  set counters({ done, sent, open }: Counters) {
    this.#counters[0] = done
    this.#counters[1] = sent
    this.#counters[2] = open
  }

  get aborted(): boolean {
    return Atomics.load(this.#signals, ABORT) === 1
  }

  abort(): void {
    Atomics.store(this.#signals, ABORT, 1)
  }

  posted(): void {
    Atomics.add(this.#signals, POSTED, 1)
  }

  read(): void {
    Atomics.add(this.#signals, READ, 1)
  }

  get backlogged(): boolean {
    return Atomics.load(this.#signals, POSTED) - Atomics.load(this.#signals, READ) > mostUnread
  }
}
