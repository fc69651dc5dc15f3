// Runs a scan on a simulated network that is killed over and over, and goes on each time from what outlived it.
import type { Link } from '../src/link/link.ts'
import type { VirtualClock } from '../src/link/simulation/virtual-clock.ts'
import type { Checkpoint, Resumption } from '../src/probe/checkpoint.ts'
import type { ProbePlan } from '../src/probe/engine.ts'
import { turnsFor } from '../src/probe/raw/awaited.ts'
import { columnsOf, type Sighting, type SightingColumns, sightingAt } from '../src/probe/results/sightings.ts'
import { decodeState } from '../src/resume/decode.ts'
import { encodeState } from '../src/resume/encode.ts'
import { ownerIn, totalsOf } from '../src/resume/owners.ts'
import { PartStates } from '../src/resume/part-states.ts'
import { divideTail } from '../src/resume/tails.ts'
import { EndpointIndex } from '../src/targets/endpoint-index.ts'
import { runSimulated, type SimulatedResult, type SimulatedScanOptions } from './simulated-scan.ts'

class Killed extends Error {}

/** What outlives a run, as the files do: results in the order in which they came, and the state that was written last. */
export class Disk {
  readonly results: Sighting[] = []
  readonly #parts: number
  readonly #plan: Pick<ProbePlan, 'space' | 'seed' | 'shard'>
  readonly #alive: Uint8Array | null
  #states: PartStates
  #written: string | null = null

  constructor({ space, seed, alive }: Pick<Chain, 'space' | 'seed' | 'alive'>, parts = 1) {
    this.#parts = parts
    this.#plan = { space, seed, shard: { index: 0, count: 1 } }
    this.#alive = alive ?? null
    this.#states = PartStates.of(parts)
  }

  found(part: number, sightings: readonly Sighting[]): void {
    this.#states.found(part, sightings.length)
    this.results.push(...sightings)
  }

  save(part: number, checkpoint: Checkpoint): void {
    this.#states.reached(part, checkpoint)
    const { saved } = this.#states
    if (saved !== null) this.#written = encodeState(saved, false, new Date(0))
  }

  /** For the next run: where each scanner goes on from; undefined when it begins anew, for nothing was saved. */
  open(): readonly Resumption[] | undefined {
    if (this.#written === null) {
      this.#states = PartStates.of(this.#parts)
      this.results.length = 0
      return undefined
    }
    const index = new EndpointIndex(this.#plan.space)
    const { addressCount } = index
    const { state, checkpoints } = decodeState(this.#written, 'state', ({ parts }) => {
      const lates = parts.map(({ late }) => late)
      return { totals: totalsOf(index, this.#plan.shard, this.#alive, lates), addressCount }
    })
    const lates = checkpoints.map(({ late }) => late)
    const covered = state.parts.map(({ results }) => results)
    const records = [columnsOf(this.results.slice(Math.min(...covered)))]
    const { tails, results } = divideTail(records, covered, ownerIn(this.#plan, this.#alive, lates))
    if (results < Math.max(...covered)) throw new Error('what was saved is gone')
    this.results.length = results
    const parts = checkpoints.map((checkpoint, i) => ({ checkpoint, tail: tails[i]! }))
    this.#states = PartStates.resumed(parts, covered, results)
    return parts
  }
}

interface Chain extends Omit<SimulatedScanOptions, 'part' | 'wrap'> {
  /** When each run is killed, but for the last, in ms after its start. */
  readonly killedAt: readonly number[]
  /** It is asked to end then, as by Ctrl-C, and heard until it has. Default false. */
  readonly interrupts?: boolean
  /** As host discovery found those that are scanned; default: all are there. */
  readonly alive?: Uint8Array
  /** That share the scan; default 1. */
  readonly scanners?: number
}

export interface Ended {
  readonly disk: Disk
  /** Of the last run, by scanner. */
  readonly last: readonly SimulatedResult[]
  /** Endpoints by reason, as all scanners together tallied them. */
  readonly tallied: Readonly<Record<string, number>>
  /** Attempts at endpoints that were made more than once. */
  readonly sentAgain: number
  readonly sent: number
  /** Of the last run. */
  readonly elapsedMs: number
}

/** Something that one scanner did. */
interface Deed {
  readonly at: number
  readonly leaveTrace: () => void
}

/** Runs a scan until it comes to its end. */
export function runKilled({ killedAt, interrupts = false, scanners = 1, alive, ...options }: Chain): Ended {
  const disk = new Disk({ ...options, ...(alive !== undefined && { alive }) }, scanners)
  const turns = turnsFor(alive ?? null, scanners)
  const attempts = new Map<string, number>()
  for (const limit of [...killedAt, Infinity]) {
    const resumptions = disk.open()
    const runs = Array.from({ length: scanners }, (_, index) =>
      runPart({
        ...{ options, index, scanners, limit, interrupts, disk, attempts },
        ...{ turns: turns?.[index], resume: resumptions?.[index] },
      }),
    )
    // Each by its own clock, but they began together, and one disk has what all of them say in the order in which they say it.
    const deeds = runs.flatMap((run) => run.deeds).filter(({ at }) => interrupts || at < limit)
    for (const { leaveTrace } of deeds.sort((a, b) => a.at - b.at)) leaveTrace()
    const last = runs.flatMap(({ result }) => result ?? [])
    if (last.some(({ elapsedMs }) => elapsedMs >= limit) || last.length < scanners) continue
    const counts = [...attempts.values()]
    const sent = counts.reduce((sum, count) => sum + count, 0)
    const elapsedMs = Math.max(...last.map((each) => each.elapsedMs))
    return { disk, last, tallied: talliedBy(last), sentAgain: sent - counts.length, sent, elapsedMs }
  }
  throw new Error('it never came to its end')
}

interface PartRun {
  readonly options: Omit<Chain, 'killedAt' | 'interrupts' | 'scanners' | 'alive'>
  readonly index: number
  readonly scanners: number
  readonly limit: number
  readonly interrupts: boolean
  readonly disk: Disk
  readonly attempts: Map<string, number>
  readonly turns: Uint8Array | undefined
  readonly resume: Resumption | undefined
}

/** One scanner, until it is killed or has ended. */
function runPart({ options, index, scanners, limit, interrupts, disk, attempts, turns, resume }: PartRun) {
  const deeds: Deed[] = []
  let now = () => 0
  const wrap = (link: Link, clock: VirtualClock) => {
    now = clock.now
    return counting(link, (name) => {
      if (!interrupts && now() >= limit) throw new Killed()
      attempts.set(name, (attempts.get(name) ?? 0) + 1)
    })
  }
  const scan = {
    ...options.scan,
    ...(turns !== undefined && { turns }),
    ...(resume !== undefined && { resume }),
    save: (checkpoint: Checkpoint) => {
      const kept = structuredClone(checkpoint)
      deeds.push({ at: now(), leaveTrace: () => disk.save(index, kept) })
    },
    deliver: (columns: SightingColumns) => {
      const sightings = Array.from({ length: columns.count }, (_, i) => sightingAt(columns, i))
      deeds.push({ at: now(), leaveTrace: () => disk.found(index, sightings) })
    },
  }
  const stop = interrupts ? { abort: ({ nowMs }: { readonly nowMs: number }) => nowMs >= limit } : {}
  try {
    return { deeds, result: runSimulated({ ...options, ...stop, wrap, scan, part: { index, count: scanners } }) }
  } catch (error) {
    if (!(error instanceof Killed)) throw error
    return { deeds, result: null }
  }
}

/** Own port of the questions that measure loss. */
const recallPort = 61_009

/** Tells each probe to an endpoint by its address, port and attempt, before it leaves. */
function counting(link: Link, onProbe: (name: string) => void): Link {
  return {
    layer: link.layer,
    mtu: link.mtu,
    counters: link.counters,
    send(batch) {
      for (let i = 0; i < batch.count; i++) {
        const { bytes } = batch
        const frameAt = batch.start(i)
        // Requests for hardware addresses are no probes.
        if (link.layer === 'ethernet' && bytes[frameAt + 13] !== 0) continue
        const at = frameAt + (link.layer === 'ethernet' ? 14 : 0)
        const from = (bytes[at + 20]! << 8) | bytes[at + 21]!
        // Nor is an RST that makes routers forget a probe one itself.
        const isReset = bytes[at + 9] === 6 && (bytes[at + 33]! & 0x04) !== 0
        if (from !== recallPort && !isReset) onProbe(`${bytes.slice(at + 9, at + 10)} ${bytes.slice(at + 16, at + 24)}`)
      }
      const taken = link.send(batch)
      if (taken !== batch.count) throw new Error('each frame is counted once')
      return taken
    },
    receive: (take, timeoutMs) => link.receive(take, timeoutMs),
    close: () => link.close(),
  }
}

function talliedBy(parts: readonly SimulatedResult[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const { tallied } of parts) {
    for (const [reason, count] of Object.entries(tallied)) all[reason] = (all[reason] ?? 0) + count
  }
  return all
}
