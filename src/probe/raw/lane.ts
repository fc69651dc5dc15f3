import type { FramePath, FrameTemplate } from '../../wire/frame-template.ts'
import { SynTemplate } from '../../wire/syn-template.ts'
import { UdpTemplate } from '../../wire/udp-template.ts'
import type { Distance } from '../distance.ts'
import type { Outlet } from './outlet.ts'

/** Hardware addresses of the hosts on a link, one at a time. */
export interface HardwareAddresses {
  /** Writes that of a host (its IP address in `length` bytes of `address`) into `bytes` at `at`. False: it is not known. */
  write(address: Uint8Array, length: 4 | 16, bytes: Uint8Array, at: number): boolean
}

export interface LaneOptions {
  readonly outlet: Outlet
  readonly distance: Distance
  readonly path: FramePath
  /** Where each host has its own; null where all frames go to one next hop. */
  readonly hardware: HardwareAddresses | null
}

/** One way out: by one link, from one own address, to one next hop or to the hosts of the link themselves. */
export class Lane {
  readonly outlet: Outlet
  readonly distance: Distance
  readonly #path: FramePath
  readonly #length: 4 | 16
  readonly #hardware: HardwareAddresses | null
  #syn: SynTemplate | null = null
  #udp: UdpTemplate | null = null

  constructor({ outlet, distance, path, hardware }: LaneOptions) {
    this.outlet = outlet
    this.distance = distance
    this.#path = path
    this.#length = path.source.length === 4 ? 4 : 16
    this.#hardware = hardware
  }

  /** Puts a SYN into the outlet, which has room. False when nobody knows the host's hardware address. */
  syn(address: Uint8Array, port: number, sourcePort: number, sequence: number): boolean {
    this.#syn ??= new SynTemplate(this.#path)
    const at = this.#start(this.#syn, address)
    if (at < 0) return false
    const { outlet } = this
    outlet.add(this.#syn.stamp(outlet.bytes, at, address, 0, port, sourcePort, sequence))
    return true
  }

  /** Puts a datagram into the outlet, likewise. */
  datagram(address: Uint8Array, port: number, sourcePort: number, payload: Uint8Array): boolean {
    this.#udp ??= new UdpTemplate(this.#path)
    const at = this.#start(this.#udp, address)
    if (at < 0) return false
    const { outlet } = this
    outlet.add(this.#udp.stamp(outlet.bytes, at, address, 0, port, sourcePort, payload))
    return true
  }

  #start(template: FrameTemplate, address: Uint8Array): number {
    const { outlet } = this
    const at = outlet.next(template)
    return this.#hardware?.write(address, this.#length, outlet.bytes, at) === false ? -1 : at
  }
}

/** The ways to all targets. */
export interface Lanes {
  /** The way to an address; null when there is none. Allocates nothing, but for the first to each. */
  find(address: Uint8Array, length: 4 | 16, zone: string | undefined): Lane | null
  /** Those that have been used. New ones come at the end. */
  readonly outlets: readonly Outlet[]
}
