import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { type Checkpoint, type Resumption, roughSize } from '../checkpoint.ts'
import type { Folding, SavedFolding } from '../hosts/folding.ts'
import type { Hosts } from '../hosts/hosts.ts'
import { waitingOf } from '../hosts/patience.ts'
import { NO_RESPONSE } from '../results/outcome.ts'
import type { OwnFailures } from '../results/own-failures.ts'
import { columnsOf, type Sighting, type SightingColumns, sightingAt } from '../results/sightings.ts'
import type { Verdicts } from '../results/verdicts.ts'
import type { Lanes } from './lane.ts'
import type { LateHosts } from './late-hosts.ts'
import type { MeasuredPath } from './measured-path.ts'
import type { RawPatience } from './raw-patience.ts'
import type { RawTrials } from './raw-trials.ts'
import type { RawWalk } from './raw-walk.ts'
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
/** Of a scan's time at most goes into saving it: a million ports that wait make it dear. */
const savingShare = 0.05
/**
 * Larger ones are not told of: one must fit a frame to the parent (confined/said.ts: 64 MiB), and all scanners' together one file. But each
 * counts the same hosts, in some MiB, however many they are.
 */
const mostBytes = { together: 2 ** 25, leastEach: 2 ** 23 }

/** The parts of a scan whose state is kept. */
export interface KeptParts {
  readonly waves: Waves
  readonly walk: RawWalk
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
  readonly late: LateHosts
}

export interface ScanKeeperOptions {
  readonly parts: KeptParts
  readonly clock: () => number
  /** That are kept together. */
  readonly scanners: number
  /** Between two looks at the sightings, in ms. */
  readonly deliverEveryMs: number
  readonly save: ((checkpoint: Checkpoint) => void) | undefined
  /** True while the taker is behind: it would not take a checkpoint either. */
  readonly backlogged: () => boolean
}

/** Tells where a scan is, often enough to lose a second of it at most, and goes on from where a former run was. */
export class ScanKeeper {
  readonly #options: ScanKeeperOptions
  /** Positions that need no probe, for a former run saw their answers after it had saved where it was. */
  readonly #known = new Set<number>()
  #saveAt: number
  #grewTooLarge = false

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
    const { verdicts, failures } = this.#options.parts
    verdicts.resume(checkpoint)
    for (const [cause, count] of Object.entries(checkpoint.causes)) failures.giveUp(cause, count)
    for (const addressIndex of checkpoint.absent) this.#options.parts.absent.add(addressIndex)
    for (const position of checkpoint.known) this.#known.add(position)
    const { patience, folding } = checkpoint
    const positions = Array.from({ length: tail.count }, (_, i) => this.#positionOf(sightingAt(tail, i)))
    const reported = new Set(positions)
    const askedPatiently = patience.flatMap((host) => waitingOf(host).filter((position) => reported.has(position)))
    const silent = this.#takeTail(tail, positions, new Set(askedPatiently))
    this.#resumeRecall(checkpoint, silent)
    this.#options.parts.patience.resume(patience, (position) => reported.has(position), nowMs)
    this.#resumeFolding(folding, reported)
    this.#saveAt = nowMs + this.#saveEveryMs
  }

  /** Frames that wait in an outlet have not been sent: at such a moment nobody can say where the scan is. */
  keepTrack(now: number): void {
    const { save, parts, backlogged, clock } = this.#options
    const { lanes, waves, runner } = parts
    if (save === undefined || lanes.outlets.some(({ waiting }) => waiting)) return
    waves.mark(now, runner.setAside)
    if (now < this.#saveAt || backlogged()) return
    const begunAt = clock()
    this.save()
    this.#saveAt = now + Math.max(this.#saveEveryMs, (clock() - begunAt) / savingShare)
  }

  notes(): string[] {
    return this.#grewTooLarge
      ? [
          'for a time too much was under way to be kept: after an interruption then, --resume would have asked all since for again',
        ]
      : []
  }

  save(): void {
    const { save, clock, scanners, parts } = this.#options
    if (save === undefined) return
    const { waves, walk, runner, verdicts, folding, hosts, patience, recall, failures, absent, late } = parts
    verdicts.deliver()
    const checkpoint = {
      waves: waves.saved(clock()),
      tallies: verdicts.tallies.rows(),
      folding: folding.saved((row) => hosts.ownerOf(row)),
      patience: patience.saved,
      recall: recall.saved,
      causes: { ...failures.causes },
      absent: [...absent],
      late: late.came,
      known: [...this.#known],
      total: walk.total,
      done: verdicts.settled,
      open: verdicts.open,
      sent: runner.sent,
    }
    if (roughSize(checkpoint) <= Math.max(mostBytes.leastEach, mostBytes.together / scanners)) save(checkpoint)
    else this.#grewTooLarge = true
  }

  /** What the last windows of the former run ended with counts as unanswered, and rounds that it began when an attempt was through begin anew. */
  #resumeRecall({ recall: saved, waves: { windows } }: Checkpoint, silent: number): void {
    const { recall, waves, path } = this.#options.parts
    const { deserved } = path
    const attempts = Math.min(saved.attempts || deserved, path.deservedWatched)
    const more = silent > 0 && { unanswered: saved.unanswered + silent, attempts }
    recall.resume({ ...saved, ...more }, (first) => waves.windowOf(first))
    for (const { first, attempt, offset } of windows) {
      const window = waves.windowOf(first)
      if (attempt > 0 && offset === 0 && window !== null) recall.through(window, attempt, deserved)
    }
  }

  /** Counts what was seen after the checkpoint, each at its position. Gives how many of them had stayed silent at the end of a window. */
  #takeTail(tail: SightingColumns, positions: readonly number[], askedPatiently: ReadonlySet<number>): number {
    const { waves, verdicts } = this.#options.parts
    let silent = 0
    for (const [i, position] of positions.entries()) {
      if (position < 0) continue
      const sighting = sightingAt(tail, i)
      const isCounted = this.#known.has(position) || waves.isDone(position)
      if (isCounted && !askedPatiently.has(position)) continue
      verdicts.count(sighting.addressIndex, sighting.transport, sighting.outcome)
      if (waves.isDone(position)) continue
      if (sighting.outcome === NO_RESPONSE) silent += 1
      if (!waves.settle(position)) this.#known.add(position)
    }
    return silent
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
