import type { NeighbourMessage } from '../../libc/route-messages.ts'
import type { Attempt } from '../attempt.ts'

// Before the first packet to a host of its link the kernel asks who has the address (ARP, RFC 826; neighbour discovery,
// RFC 4861 §7.2.2), three times, a second apart (mcast_solicit and retrans_time_ms, arp(7)). Until somebody answers it keeps only
// some packets (unres_qlen_bytes, about a hundred) and throws older ones away unseen; when nobody does, all are gone. So one
// probe goes ahead, the scout, and the host's other endpoints wait for what the kernel says: it answers, or nobody is there.

export type Neighbour = Pick<NeighbourMessage, 'address' | 'state' | 'unchangedMs'>

export type ReadNeighbours = () => readonly Neighbour[]

export interface NeighbourOptions {
  /** What the kernel knows of its neighbours; null where it does not say: then every host is taken to be there. */
  readonly read: ReadNeighbours | null
  readonly addressCount: number
  /** Ask again when the kernel has asked in vain: a host may just be starting. */
  readonly twice: boolean
  /** An endpoint that waited may be probed now. */
  readonly release: (position: number) => void
  /** An endpoint that waited belongs to a host that is not there. */
  readonly dismiss: (position: number) => void
}

/** More hosts than this are taken to be there: no link is that large. */
const mostHosts = 65_536
/** Endpoints that wait, at most: then no new ones are begun. */
const mostWaiting = 2 ** 18
const lookEveryMs = 20
/** The second time so long is enough for two more questions and their answers. Five in 4.5 s are what a host gets. */
const secondTimeMs = 1500
/** A kernel that says nothing for so long (a local rule keeps the scout in) will say nothing: probe on. */
const patienceMs = 5000
const sweepEveryMs = 1000
/** The kernel's times are rounded to 10 ms; what it says must be about the scout, not about an earlier packet. */
const roundingMs = 100

/** By host; 0 is one that was not seen yet. */
const SOUGHT = 1
const PRESENT = 2
const ABSENT = 3
const none = -1

interface SoughtHost {
  readonly addressIndex: number
  readonly key: string
  /** Positions in the walk. */
  readonly waiting: number[]
  /** Position of the scout until something is known of it. */
  scout: number
  /** Since when the kernel asks for the host; Infinity until the scout is out. */
  askedAt: number
  /** When the kernel said something about it last. */
  heardAt: number
  /** Whether the kernel has asked in vain before. */
  again: boolean
}

/** Tells the hosts of the link that are there from those that are not, at the price of a probe or two for each. */
export class Neighbours {
  /** Address indexes of the hosts that are not there. */
  readonly absent: number[] = []
  readonly #options: NeighbourOptions
  readonly #states: Uint8Array
  readonly #sought = new Map<number, SoughtHost>()
  readonly #byAddress = new Map<string, SoughtHost>()
  /** Scouts that went out before their host was known to be there: the kernel may have held them back too long. */
  readonly #early = new Set<number>()
  /** Those that need wait no longer. They go in the order of the walk, which spreads over hosts. */
  readonly #released: number[] = []
  #waiting = 0
  #lookAt = 0
  #sweepAt = 0

  constructor(options: NeighbourOptions) {
    const { read, addressCount } = options
    this.#options = options
    this.#states = new Uint8Array(read === null || addressCount > mostHosts ? 0 : addressCount)
  }

  /** How many endpoints wait. */
  get waiting(): number {
    return this.#waiting + this.#released.length
  }

  get full(): boolean {
    return this.#waiting >= mostWaiting
  }

  /** When to `look` next; Infinity when there is nothing to look for. */
  get lookAt(): number {
    return this.#sought.size === 0 ? Infinity : this.#lookAt
  }

  /** Whether an endpoint of a host on the link may be probed now, waits from now on, or has nobody to answer. */
  admit({ addressIndex, family, position, distance }: Attempt, address: Uint8Array): 'go' | 'wait' | 'absent' {
    const state = distance === 'onLink' ? this.#stateOf(addressIndex) : PRESENT
    if (state === PRESENT) return 'go'
    if (state === ABSENT) return 'absent'
    const host = this.#sought.get(addressIndex) ?? this.#seek(addressIndex, address.subarray(0, family === 4 ? 4 : 16))
    if (host === null || host.scout === position) return 'go'
    if (this.#wantsScout(host)) {
      host.scout = position
      return 'go'
    }
    this.#wait(host, position)
    return 'wait'
  }

  /** A probe has left. */
  sent(addressIndex: number, nowMs: number): void {
    const host = this.#sought.get(addressIndex)
    if (host !== undefined) host.askedAt = nowMs
  }

  /** What silence of an endpoint means: what it says, nothing (it was held back: `again`, or it waits now), or that nobody is there. */
  silent({ addressIndex, position }: Attempt): 'silence' | 'again' | 'wait' | 'absent' {
    if (this.#early.delete(position)) return 'again'
    if (this.#stateOf(addressIndex) === ABSENT) return 'absent'
    const host = this.#sought.get(addressIndex)
    if (host === undefined) return 'silence'
    host.scout = none
    this.#wait(host, position)
    this.#sendScout(host)
    return 'wait'
  }

  /** Whether the host is not known to be there: an ICMP error about it may be our own kernel's, which not every driver can tell. */
  doubts({ addressIndex }: Attempt): boolean {
    const state = this.#stateOf(addressIndex)
    return state === SOUGHT || state === ABSENT
  }

  /** The host has answered. */
  answered({ addressIndex, position }: Attempt): void {
    const host = this.#sought.get(addressIndex)
    if (host !== undefined) this.#isThere(host)
    this.#early.delete(position)
  }

  /** An endpoint was given up for a failure of our own. If it was a scout, another one goes. */
  givenUp({ addressIndex, position }: Attempt): void {
    this.#early.delete(position)
    const host = this.#sought.get(addressIndex)
    if (host?.scout !== position) return
    host.scout = none
    host.askedAt = Infinity
    this.#sendScout(host)
  }

  /** Hears what the kernel has found out, and lets go whom it found; call it often. */
  look(nowMs: number): void {
    if (nowMs >= this.lookAt) this.#askKernel(nowMs)
    if (this.#released.length === 0) return
    const positions = this.#released.splice(0).sort((a, b) => a - b)
    positions.forEach(this.#options.release)
  }

  #askKernel(nowMs: number): void {
    this.#lookAt = nowMs + lookEveryMs
    for (const neighbour of this.#options.read?.() ?? []) {
      const host = this.#byAddress.get(neighbour.address.join())
      if (host !== undefined) this.#hear(host, neighbour, nowMs)
    }
    if (nowMs < this.#sweepAt) return
    this.#sweepAt = nowMs + sweepEveryMs
    for (const host of this.#sought.values()) {
      if (nowMs - Math.max(host.askedAt, host.heardAt) > patienceMs) this.#isThere(host)
    }
  }

  #hear(host: SoughtHost, { state, unchangedMs }: Neighbour, nowMs: number): void {
    host.heardAt = nowMs
    const changedAt = nowMs - unchangedMs
    if (state === 'resolved' || state === 'noarp') this.#isThere(host)
    // Asking that began later than ours (for another thread, another program) means that ours was in vain.
    else if (changedAt > host.askedAt + roundingMs) this.#inVain(host, state === 'sought' ? changedAt : Infinity)
    else if (host.again && nowMs - host.askedAt > secondTimeMs) this.#isNotThere(host)
  }

  #stateOf(addressIndex: number): number {
    return this.#states[addressIndex] ?? PRESENT
  }

  /** Null when another host (of another link) has the same address: the kernel's word could be about either. */
  #seek(addressIndex: number, address: Uint8Array): SoughtHost | null {
    const key = address.join()
    if (this.#byAddress.has(key)) {
      this.#states[addressIndex] = PRESENT
      return null
    }
    const host = { addressIndex, key, waiting: [], scout: none, askedAt: Infinity, heardAt: 0, again: false }
    this.#states[addressIndex] = SOUGHT
    this.#sought.set(addressIndex, host)
    this.#byAddress.set(key, host)
    return host
  }

  #wait(host: SoughtHost, position: number): void {
    host.waiting.push(position)
    this.#waiting += 1
  }

  /** Whether the kernel is to be asked (again). */
  #wantsScout({ scout, askedAt }: SoughtHost): boolean {
    return scout === none && askedAt === Infinity
  }

  #sendScout(host: SoughtHost): void {
    const position = this.#wantsScout(host) ? host.waiting.shift() : undefined
    if (position === undefined) return
    this.#waiting -= 1
    host.scout = position
    this.#released.push(position)
  }

  #inVain(host: SoughtHost, askedAt: number): void {
    if (host.again || !this.#options.twice) {
      this.#isNotThere(host)
      return
    }
    host.again = true
    host.askedAt = askedAt
    this.#sendScout(host)
  }

  #isNotThere(host: SoughtHost): void {
    this.absent.push(host.addressIndex)
    this.#decide(host, ABSENT).forEach(this.#options.dismiss)
  }

  #isThere(host: SoughtHost): void {
    if (host.scout !== none) this.#early.add(host.scout)
    for (const position of this.#decide(host, PRESENT)) this.#released.push(position)
  }

  /** Gives the endpoints that waited for it. */
  #decide(host: SoughtHost, state: number): readonly number[] {
    this.#states[host.addressIndex] = state
    this.#sought.delete(host.addressIndex)
    this.#byAddress.delete(host.key)
    this.#waiting -= host.waiting.length
    return host.waiting
  }
}
