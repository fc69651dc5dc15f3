import type { Transport } from '../../model/unions.ts'
import type { PortRange } from '../../targets/types.ts'
import type { Attempt } from '../attempt.ts'
import type { Sighting } from '../results/sightings.ts'

// Some hosts (tar pits, SYN proxies, load balancers, honeypots) answer on every port. Walking through them yields nothing but
// noise, so they are sampled: when nearly all of the first answers are open, ports that nobody asked for are tried.
// Only a host that is open there too is folded; one with many real services is not.

/** Answers before a host is looked into; ten times as many each time it turns out to be honest. */
const firstCheckAt = 100
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

export interface FoldingOptions {
  /** Rows of the host table. */
  readonly rows: number
  readonly tcp: readonly PortRange[]
  readonly udp: readonly PortRange[]
  readonly random: () => number
  /** Where observations go that are not held back any more. */
  readonly release: (sighting: Sighting) => void
}

export class Folding {
  readonly folded: FoldedHost[] = []
  readonly #options: FoldingOptions
  readonly #state: Uint8Array
  readonly #answered: Uint32Array
  readonly #open: Uint32Array
  readonly #checkAt: Uint32Array
  readonly #held = new Map<number, Sighting[]>()
  readonly #foldedByKey = new Map<number, FoldedHost>()
  #heldCount = 0

  constructor(options: FoldingOptions) {
    this.#options = options
    const keys = 2 * options.rows
    this.#state = new Uint8Array(keys)
    this.#answered = new Uint32Array(keys)
    this.#open = new Uint32Array(keys)
    this.#checkAt = new Uint32Array(keys).fill(firstCheckAt)
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
    this.#state[key] = ON_TRIAL
    return { key, addressIndex, family, transport, ports: this.#trialPorts(transport), open: [], other: 0, done: 0 }
  }

  /** Whether an open observation of this host is held back for now; `hold` takes it then. */
  holds(key: number): boolean {
    if (key < 0) return false
    if (this.#state[key] === FOLDED) return true
    if (this.#heldCount >= mostHeld) return false
    if (this.#state[key] === ON_TRIAL) return true
    return this.#checkAt[key] === firstCheckAt && this.#open[key]! > holdFrom && this.#suspicious(key)
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
    for (const key of [2 * row, 2 * row + 1]) if (this.#state[key] !== NORMAL) return false
    for (const key of [2 * row, 2 * row + 1]) {
      this.#letGo(key)
      this.#answered[key] = 0
      this.#open[key] = 0
      this.#checkAt[key] = firstCheckAt
    }
    return true
  }

  /** The end: whatever is held back goes out. */
  finish(): void {
    for (const key of [...this.#held.keys()]) this.#letGo(key)
  }

  #suspicious(key: number): boolean {
    return this.#open[key]! >= suspiciousShare * this.#answered[key]!
  }

  #fold({ key, addressIndex, transport, open }: Trial): void {
    this.#state[key] = FOLDED
    const sampled = this.#answered[key]!
    const host = { addressIndex, transport, sampled, open: this.#open[key]!, skipped: 0, evidence: open }
    this.folded.push(host)
    this.#foldedByKey.set(key, host)
    this.#heldCount -= this.#held.get(key)?.length ?? 0
    this.#held.delete(key)
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
