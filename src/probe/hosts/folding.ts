import type { Transport } from '../../model/unions.ts'
import type { PortRange } from '../../targets/types.ts'
import type { Attempt } from '../attempt.ts'
import { columnsOf, type Sighting, type SightingColumns, sightingAt } from '../results/sightings.ts'

// Some hosts (tar pits, SYN proxies, load balancers, honeypots) answer on every port. Walking through them yields nothing but
// noise, so they are sampled: when nearly all of the first answers are open, ports that nobody asked for are tried.
// Only a host that is open there too is folded; one with many real services is not.

/** Answers before a host is looked into; ten times as many each time it turns out to be honest. */
const firstCheckAt = 100
/** A part of a scan sees only a part of each host's ports, and looks so much earlier; but not before so many. */
const leastCheckAt = 10
/** Open answers before observations are held back, so that a folded host does not flood the results. */
const holdFrom = 16
const suspiciousShare = 0.95
const trialPorts = 8
/** Of the trials so many must have been open, and none anything else: loss may take the others. */
const openTrialsNeeded = 6
/** Observations held back over all hosts at most; more go out at once. */
const mostHeld = 100_000

const NORMAL = 0
const ON_TRIAL = 1
const FOLDED = 2

/** Key of a host and transport; below 0, and never anything, for a host without a row. */
export function foldingKey(row: number, transport: Transport): number {
  return 2 * row + (transport === 'tcp' ? 0 : 1)
}

/** What it needs to know of an endpoint that has answered. */
export type AskedHost = Pick<Attempt, 'row' | 'addressIndex' | 'family' | 'transport'>

export interface Trial {
  readonly key: number
  readonly addressIndex: number
  readonly family: 4 | 6
  readonly transport: Transport
  readonly ports: readonly number[]
  /** Those that were open. */
  readonly open: number[]
  other: number
  done: number
}

export interface FoldedHost {
  readonly addressIndex: number
  readonly transport: Transport
  readonly sampled: number
  readonly open: number
  skipped: number
  readonly evidence: readonly number[]
}

/** A host that might be one that answers on everything. */
export interface SavedSuspect {
  readonly addressIndex: number
  /** 0 for TCP, 1 for UDP. */
  readonly transport: 0 | 1
  readonly answered: number
  readonly open: number
  /** Answers at which it is looked into. */
  readonly checkAt: number
}

export interface SavedFolding {
  readonly folded: readonly FoldedHost[]
  readonly suspects: readonly SavedSuspect[]
  /** Settled, but held back from the results until it is clear what the host is. */
  readonly held: SightingColumns
}

export interface FoldingOptions {
  /** Rows of the host table. */
  readonly rows: number
  readonly tcp: readonly PortRange[]
  readonly udp: readonly PortRange[]
  readonly random: () => number
  /** Parts that the scan is divided into; default 1. */
  readonly parts?: number
  /** Where observations go that are not held back any more. */
  readonly release: (sighting: Sighting) => void
}

export class Folding {
  readonly folded: FoldedHost[] = []
  readonly #options: FoldingOptions
  readonly #firstCheckAt: number
  readonly #holdFrom: number
  readonly #state: Uint8Array
  readonly #answered: Uint32Array
  readonly #open: Uint32Array
  readonly #checkAt: Uint32Array
  readonly #held = new Map<number, Sighting[]>()
  readonly #foldedByKey = new Map<number, FoldedHost>()
  #heldCount = 0

  constructor(options: FoldingOptions) {
    this.#options = options
    const { parts = 1 } = options
    this.#firstCheckAt = Math.max(leastCheckAt, Math.ceil(firstCheckAt / parts))
    this.#holdFrom = Math.ceil(holdFrom / parts)
    const keys = 2 * options.rows
    this.#state = new Uint8Array(keys)
    this.#answered = new Uint32Array(keys)
    this.#open = new Uint32Array(keys)
    this.#checkAt = new Uint32Array(keys).fill(this.#firstCheckAt)
  }

  isFolded(key: number): boolean {
    return this.#state[key] === FOLDED
  }

  /** While on trial a host's other endpoints wait. */
  isOnTrial(key: number): boolean {
    return this.#state[key] === ON_TRIAL
  }

  /** An endpoint of a folded host was passed over. */
  skip(key: number): void {
    const host = this.#foldedByKey.get(key)
    if (host) host.skipped += 1
  }

  /** An endpoint answered. Gives the trial that this calls for, if any. */
  answered({ row, addressIndex, family, transport }: AskedHost, open: boolean): Trial | null {
    if (row < 0) return null
    const key = foldingKey(row, transport)
    this.#answered[key]! += 1
    if (open) this.#open[key]! += 1
    if (this.#state[key] !== NORMAL) return null
    if (this.#answered[key]! < this.#checkAt[key]! || !this.#suspicious(key)) {
      if (this.#held.size > 0 && this.#held.has(key) && !this.#suspicious(key)) this.#letGo(key)
      return null
    }
    return this.#try(key, { addressIndex, family, transport })
  }

  /** Whether an open observation of this host is held back for now; `hold` takes it then. */
  holds(key: number): boolean {
    if (key < 0) return false
    if (this.#state[key] === FOLDED) return true
    if (this.#heldCount >= mostHeld) return false
    if (this.#state[key] === ON_TRIAL) return true
    return this.#checkAt[key] === this.#firstCheckAt && this.#open[key]! > this.#holdFrom && this.#suspicious(key)
  }

  hold(key: number, sighting: Sighting): void {
    if (this.#state[key] === FOLDED) return
    const held = this.#held.get(key)
    if (held) held.push(sighting)
    else this.#held.set(key, [sighting])
    this.#heldCount += 1
  }

  /** A port of the trial came out open, otherwise, or (null) stayed silent. Decides when all of them have. */
  tried(trial: Trial, port: number, open: boolean | null): void {
    trial.done += 1
    if (open === true) trial.open.push(port)
    if (open === false) trial.other += 1
    if (trial.done < trial.ports.length) return
    if (trial.other === 0 && trial.open.length >= openTrialsNeeded) this.#fold(trial)
    else this.#acquit(trial.key)
  }

  /** Whether a row may go to another host; if so its books are closed. */
  forget(row: number): boolean {
    const [first, last] = [2 * row, 2 * row + 1]
    if (this.#state[first] !== NORMAL || this.#state[last] !== NORMAL) return false
    for (let key = first; key <= last; key++) {
      this.#letGo(key)
      this.#answered[key] = 0
      this.#open[key] = 0
      this.#checkAt[key] = this.#firstCheckAt
    }
    return true
  }

  /** The end: whatever is held back goes out. */
  finish(): void {
    for (const key of [...this.#held.keys()]) this.#letGo(key)
  }

  /** What must not be forgotten. Counts of hosts that look like any other are not worth it: they begin anew. */
  saved(hostOf: (row: number) => number): SavedFolding {
    const suspects: SavedSuspect[] = []
    for (let key = 0; key < this.#state.length; key++) {
      const [answered, open, checkAt] = [this.#answered[key]!, this.#open[key]!, this.#checkAt[key]!]
      if (answered <= this.#holdFrom || this.#state[key] === FOLDED) continue
      if (checkAt === this.#firstCheckAt && !this.#suspicious(key)) continue
      suspects.push({ addressIndex: hostOf(key >>> 1), transport: key % 2 === 0 ? 0 : 1, answered, open, checkAt })
    }
    const folded = this.folded.map((host) => ({ ...host }))
    return { folded, suspects, held: columnsOf([...this.#held.values()].flat()) }
  }

  /** Goes on from what a former run saved. Gives the trials that were under way: they begin anew. */
  resume(
    { folded, suspects, held }: SavedFolding,
    hostAt: (addressIndex: number) => Omit<AskedHost, 'transport'>,
  ): Trial[] {
    const keyOf = (addressIndex: number, transport: Transport) => foldingKey(hostAt(addressIndex).row, transport)
    for (const host of folded) this.#keepFolded(keyOf(host.addressIndex, host.transport), { ...host })
    const trials: Trial[] = []
    for (const { addressIndex, transport, answered, open, checkAt } of suspects) {
      const asked = { ...hostAt(addressIndex), transport: transport === 0 ? 'tcp' : 'udp' } as const
      if (asked.row < 0) continue
      const key = foldingKey(asked.row, asked.transport)
      this.#answered[key] = answered
      this.#open[key] = open
      this.#checkAt[key] = checkAt
      if (answered >= checkAt && this.#suspicious(key)) trials.push(this.#try(key, asked))
    }
    for (let i = 0; i < held.count; i++) {
      const sighting = sightingAt(held, i)
      const key = keyOf(sighting.addressIndex, sighting.transport)
      if (key < 0) this.#options.release(sighting)
      else this.hold(key, sighting)
    }
    return trials
  }

  #suspicious(key: number): boolean {
    return this.#open[key]! >= suspiciousShare * this.#answered[key]!
  }

  #fold({ key, addressIndex, transport, open }: Trial): void {
    const sampled = this.#answered[key]!
    this.#keepFolded(key, { addressIndex, transport, sampled, open: this.#open[key]!, skipped: 0, evidence: open })
    this.#heldCount -= this.#held.get(key)?.length ?? 0
    this.#held.delete(key)
  }

  #keepFolded(key: number, host: FoldedHost): void {
    this.folded.push(host)
    if (key < 0) return
    this.#state[key] = FOLDED
    this.#foldedByKey.set(key, host)
  }

  #try(key: number, { addressIndex, family, transport }: Omit<AskedHost, 'row'>): Trial {
    this.#state[key] = ON_TRIAL
    return { key, addressIndex, family, transport, ports: this.#trialPorts(transport), open: [], other: 0, done: 0 }
  }

  #acquit(key: number): void {
    this.#state[key] = NORMAL
    this.#checkAt[key] = 10 * this.#answered[key]!
    this.#letGo(key)
  }

  #letGo(key: number): void {
    const held = this.#held.get(key)
    if (held === undefined) return
    this.#held.delete(key)
    this.#heldCount -= held.length
    held.forEach(this.#options.release)
  }

  /** High ports at random that nobody asked for; when all of them were asked for, any. */
  #trialPorts(transport: Transport): number[] {
    const asked = transport === 'tcp' ? this.#options.tcp : this.#options.udp
    const chosen = new Set<number>()
    for (let draw = 0; chosen.size < trialPorts; draw++) {
      const port = 32_768 + (this.#options.random() >>> 17)
      if (draw > 256 || !asked.some(({ first, last }) => first <= port && port <= last)) chosen.add(port)
    }
    return [...chosen]
  }
}
