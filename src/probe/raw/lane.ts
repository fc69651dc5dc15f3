import type { NeighbourState } from '../../link/neighbours.ts'
import { AckTemplate } from '../../wire/ack-template.ts'
import { EchoTemplate } from '../../wire/echo-template.ts'
import type { FramePath, FrameTemplate } from '../../wire/frame-template.ts'
import { SynTemplate } from '../../wire/syn-template.ts'
import { UdpTemplate } from '../../wire/udp-template.ts'
import type { Distance } from '../distance.ts'
import type { HardwareAddresses } from './hardware-addresses.ts'
import type { Outlet } from './outlet.ts'

export interface LaneOptions {
  readonly outlet: Outlet
  readonly distance: Distance
  readonly path: FramePath
  /** Where each host has its own; null where all frames go to one next hop. */
  readonly hardware: HardwareAddresses | null
}

/** Nothing to see: an echo request without data is taken for an attack by some filters. */
const echoData = new Uint8Array(16)
/** Where a hardware address goes that nobody wants. */
const scratch = new Uint8Array(6)

/** One way out: by one link, from one own address, to one next hop or to the hosts of the link themselves. */
export class Lane {
  readonly outlet: Outlet
  readonly distance: Distance
  readonly #path: FramePath
  readonly #length: 4 | 16
  readonly #hardware: HardwareAddresses | null
  #syn: SynTemplate | null = null
  #udp: UdpTemplate | null = null
  #ack: AckTemplate | null = null
  #echo: EchoTemplate | null = null

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

  /** Puts an ACK that belongs to no connection into the outlet, likewise. */
  ack(address: Uint8Array, port: number, sourcePort: number, acknowledgement: number): boolean {
    this.#ack ??= new AckTemplate(this.#path)
    const at = this.#start(this.#ack, address)
    if (at < 0) return false
    const { outlet } = this
    outlet.add(this.#ack.stamp(outlet.bytes, at, address, 0, port, sourcePort, acknowledgement))
    return true
  }

  /** Puts an echo request into the outlet, likewise. */
  echo(address: Uint8Array, id: number, sequence: number): boolean {
    this.#echo ??= new EchoTemplate(this.#path, echoData)
    const at = this.#start(this.#echo, address)
    if (at < 0) return false
    const { outlet } = this
    outlet.add(this.#echo.stamp(outlet.bytes, at, address, 0, id, sequence))
    return true
  }

  /** What is known of a host's hardware address; if nothing is, it is asked for. */
  resolve(address: Uint8Array): NeighbourState {
    return this.#hardware?.resolve(address, this.#length, scratch, 0) ?? 'known'
  }

  #start(template: FrameTemplate, address: Uint8Array): number {
    const { outlet } = this
    const at = outlet.next(template)
    if (this.#hardware === null) return at
    return this.#hardware.resolve(address, this.#length, outlet.bytes, at) === 'known' ? at : -1
  }
}

/** The ways to all targets. */
export interface Lanes {
  /** The way to an address; null when there is none. Allocates nothing, but for the first to each. */
  find(address: Uint8Array, length: 4 | 16, zone: string | undefined): Lane | null
  /** Those that have been used. New ones come at the end. */
  readonly outlets: readonly Outlet[]
}
