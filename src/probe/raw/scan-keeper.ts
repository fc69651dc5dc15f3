import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import type { Checkpoint, Resumption } from '../checkpoint.ts'
import type { Folding, SavedFolding } from '../hosts/folding.ts'
import type { Hosts } from '../hosts/hosts.ts'
import type { OwnFailures } from '../results/own-failures.ts'
import { columnsOf, type Sighting, type SightingColumns, sightingAt } from '../results/sightings.ts'
import type { Verdicts } from '../results/verdicts.ts'
import type { Walk } from '../walk.ts'
import type { Lanes } from './lane.ts'
import type { MeasuredPath } from './measured-path.ts'
import type { RawPatience } from './raw-patience.ts'
import type { RawTrials } from './raw-trials.ts'
import type { RecallWatch } from './recall-watch.ts'
import type { WaveRunner } from './wave-runner.ts'
import type { Waves } from './waves.ts'

/**
 * After an interruption that is sent again which was sent since the last save, or so shortly before it that answers might have been on
 * their way: both together should be a second at most.
 */
const mostSentAgainMs = 1000
/** But for slow paths: saving costs milliseconds. */
const leastSaveMs = 250
/** What ends before is not worth a trace on disk. */
const firstSaveMs = 1000

/** The parts of a scan whose state is kept. */
export interface KeptParts {
  readonly waves: Waves
  readonly walk: Walk
  readonly lookup: EndpointLookup
  readonly lanes: Lanes
  readonly runner: WaveRunner
  readonly verdicts: Verdicts
  readonly folding: Folding
  readonly hosts: Hosts
  readonly trials: RawTrials
  readonly patience: RawPatience
  readonly recall: RecallWatch
  readonly path: MeasuredPath
  readonly failures: OwnFailures
  readonly absent: Set<number>
}

export interface ScanKeeperOptions {
  readonly parts: KeptParts
  readonly clock: () => number
  /** Between two looks at the sightings, in ms. */
  readonly deliverEveryMs: number
  readonly save: ((checkpoint: Checkpoint) => void) | undefined
}

/** Tells where a scan is, often enough to lose a second of it at most, and goes on from where a former run was. */
export class ScanKeeper {
  readonly #options: ScanKeeperOptions
  /** Positions that need no probe, for a former run saw their answers after it had saved where it was. */
  readonly #known = new Set<number>()
  #saveAt: number

  constructor(options: ScanKeeperOptions) {
    this.#options = options
    this.#saveAt = options.clock() + firstSaveMs
  }

  /** Whether a position needs no probe; it is told so once. */
  knows(position: number): boolean {
    return this.#known.size > 0 && this.#known.delete(position)
  }

  /** Takes over what a former run knew, and what it saw after it had saved that. */
  resume({ checkpoint, tail }: Resumption, nowMs: number): void {
    const { waves, verdicts, failures, recall } = this.#options.parts
    verdicts.settled = checkpoint.done
    verdicts.open = checkpoint.open
    verdicts.tallies.add(checkpoint.tallies)
    for (const [cause, count] of Object.entries(checkpoint.causes)) failures.giveUp(cause, count)
    for (const addressIndex of checkpoint.absent) this.#options.parts.absent.add(addressIndex)
    for (const position of checkpoint.known) this.#known.add(position)
    recall.resume(checkpoint.recall, (first) => waves.windowOf(first))
    const { patience, folding } = checkpoint
    const reported = this.#takeTail(tail, new Set(patience.flatMap(({ waiting }) => waiting)))
    const waiting = (positions: readonly number[]) => positions.filter((position) => !reported.has(position))
    const stillWaiting = patience.map((host) => ({ ...host, waiting: waiting(host.waiting) }))
    this.#options.parts.patience.resume(stillWaiting, nowMs)
    this.#resumeFolding(folding, reported)
    this.#saveAt = nowMs + this.#saveEveryMs
  }

  /** Frames that wait in an outlet have not been sent: at such a moment nobody can say where the scan is. */
  keepTrack(now: number): void {
    const { save, parts } = this.#options
    const { lanes, waves, runner } = parts
    if (save === undefined || lanes.outlets.some(({ waiting }) => waiting)) return
    waves.mark(now, runner.setAside)
    if (now < this.#saveAt) return
    this.save()
    this.#saveAt = now + this.#saveEveryMs
  }

  save(): void {
    const { save, clock, parts } = this.#options
    if (save === undefined) return
    const { waves, walk, runner, verdicts, folding, hosts, patience, recall, failures, absent } = parts
    verdicts.deliver()
    save({
      waves: waves.saved(clock()),
      tallies: verdicts.tallies.rows(),
      folding: folding.saved((row) => hosts.ownerOf(row)),
      patience: patience.saved,
      recall: recall.saved,
      causes: { ...failures.causes },
      absent: [...absent],
      known: [...this.#known],
      total: walk.total,
      done: verdicts.settled,
      open: verdicts.open,
      sent: runner.sent,
    })
  }

  /** Counts what was seen after the checkpoint. Gives the positions of all of it. */
  #takeTail(tail: SightingColumns, patientlyAsked: ReadonlySet<number>): ReadonlySet<number> {
    const { waves, verdicts } = this.#options.parts
    const reported = new Set<number>()
    for (let i = 0; i < tail.count; i++) {
      const sighting = sightingAt(tail, i)
      const position = this.#positionOf(sighting)
      if (position < 0) continue
      reported.add(position)
      const isCounted = this.#known.has(position) || waves.isDone(position)
      if (isCounted && !patientlyAsked.has(position)) continue
      verdicts.count(sighting.addressIndex, sighting.transport, sighting.outcome)
      if (!waves.isDone(position) && !waves.settle(position)) this.#known.add(position)
    }
    return reported
  }

  /** What was held back is so still, unless it has been let go since the checkpoint. */
  #resumeFolding(saved: SavedFolding, reported: ReadonlySet<number>): void {
    const { folding, lookup, hosts, trials } = this.#options.parts
    const sightings = Array.from({ length: saved.held.count }, (_, i) => sightingAt(saved.held, i))
    const held = columnsOf(sightings.filter((sighting) => !reported.has(this.#positionOf(sighting))))
    const hostAt = (addressIndex: number) => {
      const family = lookup.familyOf(addressIndex)
      return { row: hosts.row(addressIndex), addressIndex, family }
    }
    for (const trial of folding.resume({ ...saved, held }, hostAt)) trials.begin(trial)
  }

  #positionOf({ addressIndex, transport, port }: Sighting): number {
    const { lookup, walk } = this.#options.parts
    const index = lookup.indexOf(addressIndex, transport, port)
    return index < 0 ? -1 : walk.positionOf(index)
  }

  get #saveEveryMs(): number {
    const { parts, deliverEveryMs } = this.#options
    return Math.max(leastSaveMs, mostSentAgainMs - parts.path.answerMs - 2 * deliverEveryMs)
  }
}
