import type { Random } from '../../lib/random.ts'
import { emitNeighbourRequest, takeNeighbourAnswer } from '../../link/neighbour-frames.ts'
import { type NeighbourState, Neighbours } from '../../link/neighbours.ts'
import { FrameView } from '../../wire/frame-view.ts'
import type { HardwareAddresses } from './hardware-addresses.ts'
import type { Outlet } from './outlet.ts'

export interface NeighbourhoodOptions {
  readonly outlet: Outlet
  /** Our own hardware address there. */
  readonly mac: Uint8Array
  readonly random: Random
  /** What the kernel knows already. */
  readonly known: readonly { readonly address: Uint8Array; readonly mac: Uint8Array }[]
}

/** A neighbour solicitation has 86 bytes. */
const longestRequest = 128
/** Between two looks at the time while one host is waited for, in ms. */
const pollMs = 10

/** The hosts of one Ethernet link, asked over the outlet that the probes go out by. */
export class Neighbourhood implements HardwareAddresses {
  readonly #outlet: Outlet
  readonly #mac: Uint8Array
  readonly #neighbours: Neighbours
  /** What our requests come from. */
  readonly #sources = new Map<4 | 16, Uint8Array>()
  readonly #frame = new Uint8Array(longestRequest)
  readonly #view = new FrameView()

  constructor({ outlet, mac, random, known }: NeighbourhoodOptions) {
    this.#outlet = outlet
    this.#mac = mac
    this.#neighbours = new Neighbours({ random })
    for (const { address, mac: theirs } of known) this.#neighbours.learn(address, theirs)
  }

  addSource(source: Uint8Array): void {
    this.#sources.set(source.length === 4 ? 4 : 16, source)
  }

  resolve(address: Uint8Array, length: 4 | 16, bytes: Uint8Array, at: number): NeighbourState {
    return this.#neighbours.resolve(address, length, bytes, at)
  }

  find(address: Uint8Array, clock: () => number): Uint8Array | null {
    const mac = new Uint8Array(6)
    const length = address.length === 4 ? 4 : 16
    for (;;) {
      const state = this.resolve(address, length, mac, 0)
      if (state === 'known') return mac
      if (state === 'absent') return null
      this.ask(clock())
      this.#outlet.link.receive(this.#read, pollMs)
    }
  }

  get quiet(): boolean {
    return this.#neighbours.asking === 0
  }

  ask(nowMs: number): void {
    if (this.#neighbours.asking === 0) return
    this.#neighbours.next(nowMs, this.#send)
    this.#outlet.flush()
  }

  heard(view: FrameView): void {
    takeNeighbourAnswer(view, this.#neighbours)
  }

  readonly #read = (bytes: Uint8Array, start: number, end: number): void => {
    this.#view.at(bytes, start, end, this.#outlet.link.layer)
    this.heard(this.#view)
  }

  readonly #send = (address: Uint8Array, length: 4 | 16): boolean => {
    const source = this.#sources.get(length)
    if (source === undefined) return false
    if (this.#outlet.full) this.#outlet.flush()
    if (this.#outlet.full) return false
    const asker = { mac: this.#mac, source }
    this.#outlet.addWhole(this.#frame, emitNeighbourRequest(asker, address.slice(0, length), this.#frame, 0))
    return true
  }
}
