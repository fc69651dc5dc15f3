import type { Random } from '../lib/random.ts'
import { NeighbourLists, none } from './neighbour-lists.ts'
import { NeighbourTable } from './neighbour-table.ts'

/** Asked for again after this long without an answer, in ms. A host that sleeps needs some tenths of a second to wake up. */
const askAgainMs = 250
/** How long an answer may take after the last request until the host counts as absent, in ms (RETRANS_TIMER, RFC 4861 §10). */
const giveUpMs = 1000

/** Time without requests is made up for only as far as a loop that is busy with something else needs it, in ms. */
const catchUpMs = 10

/** Lists that an address stands on, one after the other; those between `wanted` and `askedLast` for one and for two requests. */
const free = 0
const wanted = 1
const askedLast = 4
const known = 5
const absent = 6
const listCount = 7

/** `full`: nothing is free, for that many addresses are being asked for; try again when some of them are known or absent. */
export type NeighbourState = 'known' | 'asking' | 'absent' | 'full'

/** Sends the request for an address, the first `length` bytes, which are valid during the call only. False: no room; it is tried again. */
export type AskNeighbour = (address: Uint8Array, length: 4 | 16) => boolean

export interface NeighbourOptions {
  /** Addresses remembered at a time. Default 65,536, which takes 3 MB. */
  readonly capacity?: number
  /** Most requests a second, default 1,000: a switch and its hosts take part in each of them, for they go to all. */
  readonly perSecond?: number
  /** Chance for the order of the hash table. */
  readonly random: Random
}

/**
 * Hardware addresses of the neighbours of one link. An address is asked for three times at most, 250 ms apart or more, and is
 * absent 1 s after the last request. Requests go out evenly, at the pace and never many at once. Of one that is asked for, the
 * first answer counts; one that was given up can still answer. When room is short, the address that was settled earliest is
 * forgotten, absent ones first.
 *
 * Pure: times are arguments, in ms of one clock that never goes back.
 */
export class Neighbours {
  readonly #table: NeighbourTable
  readonly #lists: NeighbourLists
  readonly #macs: Uint8Array
  /** By slot: when its next request may go out, or when it is given up. Ascending on each list. */
  readonly #dueAt: Float64Array
  #intervalMs = 0
  readonly #address = new Uint8Array(16)
  /** When the next request may go out, at the pace. */
  #freeAt = Number.NEGATIVE_INFINITY

  constructor({ capacity = 65_536, perSecond = 1000, random }: NeighbourOptions) {
    this.#table = new NeighbourTable(capacity, random())
    this.#lists = new NeighbourLists(capacity, listCount)
    this.#macs = new Uint8Array(capacity * 6)
    this.#dueAt = new Float64Array(capacity)
    this.limit(perSecond)
  }

  /** Most requests a second from now on. */
  limit(perSecond: number): void {
    this.#intervalMs = 1000 / perSecond
  }

  /** How many addresses are neither known nor absent yet. */
  get asking(): number {
    const { lengths } = this.#lists
    let sum = 0
    for (let list = wanted; list <= askedLast; list++) sum += lengths[list]!
    return sum
  }

  /** How many addresses wait for their first request. */
  get unasked(): number {
    return this.#lists.lengths[wanted]!
  }

  /**
   * Looks up the address in the first `length` bytes. When it is `known`, writes its six bytes into `mac` from `macAt` on; when
   * nothing is known of it, it is asked for from now on.
   */
  resolve(address: Uint8Array, length: 4 | 16, mac: Uint8Array, macAt: number): NeighbourState {
    const slot = this.#table.find(address, 0, length)
    if (slot === none) return this.#add(address, 0, length, wanted) === none ? 'full' : 'asking'
    const list = this.#lists.listOf(slot)
    if (list === absent) return 'absent'
    if (list !== known) return 'asking'
    for (let i = 0; i < 6; i++) mac[macAt + i] = this.#macs[slot * 6 + i]!
    return 'known'
  }

  /** Takes over what is known from elsewhere, the kernel's own table. False when there is no room or it is known already. */
  learn(address: Uint8Array, mac: Uint8Array): boolean {
    const length = address.length === 4 ? 4 : 16
    if (mac.length !== 6 || !isHost(mac, 0) || this.#table.find(address, 0, length) !== none) return false
    const slot = this.#add(address, 0, length, known)
    if (slot !== none) this.#keep(slot, mac, 0)
    return slot !== none
  }

  /**
   * An answer has come: the address at `at` has the six bytes at `macAt`. False when it does not count: nobody asked, there was
   * an answer before, or those six bytes are no host's (RFC 1812 §3.3.2).
   */
  answered(addresses: Uint8Array, at: number, length: 4 | 16, macs: Uint8Array, macAt: number): boolean {
    const slot = this.#table.find(addresses, at, length)
    if (slot === none || !isHost(macs, macAt)) return false
    const list = this.#lists.listOf(slot)
    if (list === known || list === wanted) return false
    this.#keep(slot, macs, macAt)
    this.#lists.move(slot, known)
    return true
  }

  /** Sends what may go out by now, and gives up what has been silent for too long. Tells how many requests were sent. */
  next(now: number, ask: AskNeighbour): number {
    this.#giveUp(now)
    this.#freeAt = Math.max(this.#freeAt, now - catchUpMs)
    let sent = 0
    while (this.#freeAt <= now) {
      const slot = this.#due(now)
      if (slot === none || !ask(this.#address, this.#table.write(slot, this.#address))) break
      const list = this.#lists.listOf(slot) + 1
      this.#dueAt[slot] = now + (list === askedLast ? giveUpMs : askAgainMs)
      this.#lists.move(slot, list)
      this.#freeAt += this.#intervalMs
      sent++
    }
    return sent
  }

  /** When `next` has something to do, Infinity when nothing is asked for. */
  nextAt(): number {
    let at = Number.POSITIVE_INFINITY
    for (let list = wanted; list < askedLast; list++) at = Math.min(at, this.#firstDue(list))
    return Math.min(Math.max(at, this.#freeAt), this.#firstDue(askedLast))
  }

  /** What was asked for before goes first, so that its number stays small. */
  #due(now: number): number {
    for (let list = askedLast - 1; list >= wanted; list--) {
      if (this.#firstDue(list) <= now) return this.#lists.first(list)
    }
    return none
  }

  #firstDue(list: number): number {
    const first = this.#lists.first(list)
    return first === none ? Number.POSITIVE_INFINITY : this.#dueAt[first]!
  }

  #giveUp(now: number): void {
    while (this.#firstDue(askedLast) <= now) this.#lists.move(this.#lists.first(askedLast), absent)
  }

  #add(address: Uint8Array, at: number, length: 4 | 16, list: number): number {
    const slot = this.#freeSlot()
    if (slot === none) return none
    this.#table.insert(slot, address, at, length)
    this.#dueAt[slot] = Number.NEGATIVE_INFINITY
    this.#lists.move(slot, list)
    return slot
  }

  #freeSlot(): number {
    const unused = this.#lists.first(free)
    if (unused !== none) return unused
    const oldest = this.#lists.lengths[absent]! > 0 ? this.#lists.first(absent) : this.#lists.first(known)
    if (oldest !== none) this.#table.remove(oldest)
    return oldest
  }

  #keep(slot: number, macs: Uint8Array, macAt: number): void {
    for (let i = 0; i < 6; i++) this.#macs[slot * 6 + i] = macs[macAt + i]!
  }
}

/** Neither a group's address nor zeros. */
function isHost(macs: Uint8Array, at: number): boolean {
  if ((macs[at]! & 1) !== 0) return false
  for (let i = 0; i < 6; i++) if (macs[at + i] !== 0) return true
  return false
}
