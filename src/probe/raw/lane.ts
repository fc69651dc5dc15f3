import type { NeighbourState } from '../../link/neighbours.ts'
import type { FramePath, FrameTemplate } from '../../wire/frame-template.ts'
import type { Distance } from '../distance.ts'
import type { Prepared, Probe, ProbeKind } from '../technique.ts'
import type { HardwareAddresses } from './hardware-addresses.ts'
import type { Outlet } from './outlet.ts'

export interface LaneOptions {
  readonly outlet: Outlet
  readonly distance: Distance
  readonly path: FramePath
  /** Who knows the hardware addresses on the link; null where frames carry none, or all carry the one of `path`. */
  readonly hardware: HardwareAddresses | null
  /** The one host whose hardware address all frames carry, 4 or 16 bytes; null: they carry that of their own host. */
  readonly gateway?: Uint8Array | null
}

/** One way out: by one link, from one own address, to one next hop or to the hosts of the link themselves. */
export class Lane {
  readonly outlet: Outlet
  readonly distance: Distance
  readonly #path: FramePath
  readonly #length: 4 | 16
  readonly #gateway: Uint8Array | null
  /** That of the next hop, as `resolve` found it last. */
  readonly #mac: Uint8Array
  #hardware: HardwareAddresses | null
  /** Those that have been sent, and what was prepared for each. */
  readonly #kinds: ProbeKind[] = []
  readonly #prepared: Prepared[] = []

  /** Keeps `path`, and writes the hardware address of the next hop into it. */
  constructor({ outlet, distance, path, hardware, gateway = null }: LaneOptions) {
    this.outlet = outlet
    this.distance = distance
    this.#path = path
    this.#length = path.source.length === 4 ? 4 : 16
    this.#hardware = hardware
    this.#gateway = gateway
    this.#mac = path.macs?.nextHop ?? new Uint8Array(6)
  }

  /** Whether a frame to a host can be made now, which must be asked right before. If not, the hardware address is asked for. */
  resolve(address: Uint8Array): NeighbourState {
    if (this.#hardware === null) return 'known'
    const gateway = this.#gateway
    if (gateway === null) return this.#hardware.resolve(address, this.#length, this.#mac, 0)
    const state = this.#hardware.resolve(gateway, gateway.length === 4 ? 4 : 16, this.#mac, 0)
    // The templates are made of `path` after this, and then hold it.
    if (state === 'known') this.#hardware = null
    return state
  }

  /** Puts a probe into the outlet, which has room. The host must be `known` (see `resolve`). */
  put(kind: ProbeKind, probe: Probe): void {
    const prepared = this.#preparedFor(kind)
    const { outlet } = this
    const at = this.#start(prepared.template)
    outlet.add(prepared.stamp(outlet.bytes, at, probe))
  }

  /** A lane has so few kinds that looking through them is the fastest. */
  #preparedFor(kind: ProbeKind): Prepared {
    const kinds = this.#kinds
    for (let i = 0; i < kinds.length; i++) if (kinds[i] === kind) return this.#prepared[i]!
    const prepared = kind.prepare(this.#path)
    kinds.push(kind)
    this.#prepared.push(prepared)
    return prepared
  }

  #start(template: FrameTemplate): number {
    const { outlet } = this
    const at = outlet.next(template)
    if (this.#hardware === null) return at
    for (let i = 0; i < 6; i++) outlet.bytes[at + i] = this.#mac[i]!
    return at
  }
}

/** The ways to all targets. */
export interface Lanes {
  /** The way to an address; null when there is none. Allocates nothing, but for the first to each. */
  find(address: Uint8Array, length: 4 | 16, zone: string | undefined): Lane | null
  /** Those that have been used. New ones come at the end. */
  readonly outlets: readonly Outlet[]
}
