import type { Random } from '../../lib/random.ts'
import { emitNeighbourRequest, takeNeighbourAnswer } from '../../link/neighbour-frames.ts'
import { type NeighbourState, Neighbours } from '../../link/neighbours.ts'
import type { FrameView } from '../../wire/frame-view.ts'
import type { HardwareAddresses } from './hardware-addresses.ts'
import type { Outlet } from './outlet.ts'

export interface NeighbourhoodOptions {
  readonly outlet: Outlet
  /** Our own hardware address there. */
  readonly mac: Uint8Array
  readonly random: Random
  /** Most requests a second. */
  readonly perSecond: number
  /** What the kernel knows already. */
  readonly known: readonly { readonly address: Uint8Array; readonly mac: Uint8Array }[]
}

/** A neighbour solicitation has 86 bytes. */
const longestRequest = 128

/** The hosts of one Ethernet link, asked over the outlet that the probes go out by. */
export class Neighbourhood implements HardwareAddresses {
  readonly #outlet: Outlet
  readonly #mac: Uint8Array
  readonly #neighbours: Neighbours
  /** What our requests come from. */
  readonly #sources = new Map<4 | 16, Uint8Array>()
  readonly #frame = new Uint8Array(longestRequest)

  constructor({ outlet, mac, random, perSecond, known }: NeighbourhoodOptions) {
    this.#outlet = outlet
    this.#mac = mac
    this.#neighbours = new Neighbours({ random, perSecond })
    for (const { address, mac: theirs } of known) this.#neighbours.learn(address, theirs)
  }

  addSource(source: Uint8Array): void {
    this.#sources.set(source.length === 4 ? 4 : 16, source)
  }

  resolve(address: Uint8Array, length: 4 | 16, bytes: Uint8Array, at: number): NeighbourState {
    const state = this.#neighbours.resolve(address, length, bytes, at)
    return state === 'asking' && !this.#sources.has(length) ? 'absent' : state
  }

  get quiet(): boolean {
    return this.#neighbours.asking === 0
  }

  get allAsked(): boolean {
    return this.#neighbours.unasked === 0
  }

  limit(perSecond: number): void {
    this.#neighbours.limit(perSecond)
  }

  ask(nowMs: number): void {
    if (this.#neighbours.asking === 0) return
    this.#neighbours.next(nowMs, this.#send)
    this.#outlet.flush()
  }

  heard(view: FrameView): void {
    takeNeighbourAnswer(view, this.#neighbours)
  }

  readonly #send = (address: Uint8Array, length: 4 | 16): boolean => {
    const source = this.#sources.get(length)
    // There is nobody to ask from: it is given up as one that does not answer, and holds up nobody until then.
    if (source === undefined) return true
    if (this.#outlet.full) this.#outlet.flush()
    if (this.#outlet.full) return false
    const asker = { mac: this.#mac, source }
    this.#outlet.addWhole(this.#frame, emitNeighbourRequest(asker, address.slice(0, length), this.#frame, 0))
    return true
  }
}
