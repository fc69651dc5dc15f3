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
  /** Who knows the hardware addresses on the link; null where frames carry none, or all carry the one of `path`. */
  readonly hardware: HardwareAddresses | null
  /** The one host whose hardware address all frames carry, 4 or 16 bytes; null: they carry that of their own host. */
  readonly gateway?: Uint8Array | null
}

/** Nothing to see: an echo request without data is taken for an attack by some filters. */
const echoData = new Uint8Array(16)

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
  #syn: SynTemplate | null = null
  #udp: UdpTemplate | null = null
  #ack: AckTemplate | null = null
  #echo: EchoTemplate | null = null

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

  /** Puts a SYN into the outlet, which has room. The host must be `known` (see `resolve`). */
  syn(address: Uint8Array, port: number, sourcePort: number, sequence: number): void {
    this.#syn ??= new SynTemplate(this.#path)
    const at = this.#start(this.#syn)
    const { outlet } = this
    outlet.add(this.#syn.stamp(outlet.bytes, at, address, 0, port, sourcePort, sequence))
  }

  /** Puts a datagram into the outlet, likewise. */
  datagram(address: Uint8Array, port: number, sourcePort: number, payload: Uint8Array): void {
    this.#udp ??= new UdpTemplate(this.#path)
    const at = this.#start(this.#udp)
    const { outlet } = this
    outlet.add(this.#udp.stamp(outlet.bytes, at, address, 0, port, sourcePort, payload))
  }

  /** Puts an ACK that belongs to no connection into the outlet, likewise. */
  ack(address: Uint8Array, port: number, sourcePort: number, acknowledgement: number): void {
    this.#ack ??= new AckTemplate(this.#path)
    const at = this.#start(this.#ack)
    const { outlet } = this
    outlet.add(this.#ack.stamp(outlet.bytes, at, address, 0, port, sourcePort, acknowledgement))
  }

  /** Puts an echo request into the outlet, likewise. */
  echo(address: Uint8Array, id: number, sequence: number): void {
    this.#echo ??= new EchoTemplate(this.#path, echoData)
    const at = this.#start(this.#echo)
    const { outlet } = this
    outlet.add(this.#echo.stamp(outlet.bytes, at, address, 0, id, sequence))
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
