import type { Random } from '../../lib/random.ts'
import type { Link } from '../../link/link.ts'
import { type NeighbourState, Neighbours } from '../../link/neighbours.ts'
import { ARP_REQUEST, emitArp } from '../../wire/arp.ts'
import { ETHERTYPE_ARP, ETHERTYPE_IPV6, emitEthernet } from '../../wire/ethernet.ts'
import { ARP, type FrameView, NEIGHBOUR_ADVERTISEMENT } from '../../wire/frame-view.ts'
import { emitNdp, multicastMac, NDP_HOP_LIMIT, NDP_SOLICITATION, solicitedNodeAddress } from '../../wire/ndp.ts'
import { emitPacket } from '../../wire/packet.ts'
import { PROTOCOL_ICMPV6 } from '../../wire/protocols.ts'
import type { HardwareAddresses } from './lane.ts'
import type { Outlet } from './outlet.ts'

export interface NeighbourhoodOptions {
  readonly outlet: Outlet
  /** Our own hardware address there. */
  readonly mac: Uint8Array
  readonly random: Random
  /** What the kernel knows already. */
  readonly known: readonly { readonly address: Uint8Array; readonly mac: Uint8Array }[]
}

const broadcast = Uint8Array.of(255, 255, 255, 255, 255, 255)
const unknownMac = new Uint8Array(6)
const longestFrame = 128

/** The hosts of one Ethernet link: finds their hardware addresses by ARP (RFC 826) and neighbour discovery (RFC 4861). */
export class Neighbourhood implements HardwareAddresses {
  readonly #outlet: Outlet
  readonly #mac: Uint8Array
  readonly #neighbours: Neighbours
  /** What our requests come from. */
  readonly #sources = new Map<4 | 16, Uint8Array>()
  readonly #frame = new Uint8Array(longestFrame)

  constructor({ outlet, mac, random, known }: NeighbourhoodOptions) {
    this.#outlet = outlet
    this.#mac = mac
    this.#neighbours = new Neighbours({ random })
    for (const { address, mac: theirs } of known) this.#neighbours.learn(address, theirs)
  }

  /** An own address (4 or 16 bytes) that requests can come from. */
  addSource(source: Uint8Array): void {
    this.#sources.set(source.length === 4 ? 4 : 16, source)
  }

  get link(): Link {
    return this.#outlet.link
  }

  /** Writes the hardware address of a host into a frame if it is known; if nothing is, it is asked for from now on. */
  resolve(address: Uint8Array, length: 4 | 16, bytes: Uint8Array, at: number): NeighbourState {
    return this.#neighbours.resolve(address, length, bytes, at)
  }

  write(address: Uint8Array, length: 4 | 16, bytes: Uint8Array, at: number): boolean {
    return this.resolve(address, length, bytes, at) === 'known'
  }

  /** When `ask` has something to do, in ms; Infinity when nothing is asked for. */
  get nextAt(): number {
    return this.#neighbours.nextAt()
  }

  /** Sends the requests that may go by now. */
  ask(nowMs: number): void {
    if (this.#neighbours.asking === 0) return
    this.#neighbours.next(nowMs, this.#send)
    this.#outlet.flush()
  }

  /** A frame came in on the link; those that tell a hardware address are taken in. */
  heard(view: FrameView): void {
    const { bytes } = view
    if (view.kind === ARP) {
      const { senderAddressAt, senderMacAt } = view.arp
      this.#neighbours.answered(bytes, senderAddressAt, 4, bytes, senderMacAt)
    } else if (view.kind === NEIGHBOUR_ADVERTISEMENT && view.ndp.macAt >= 0) {
      this.#neighbours.answered(bytes, view.ndp.targetAt, 16, bytes, view.ndp.macAt)
    }
  }

  readonly #send = (address: Uint8Array, length: 4 | 16): boolean => {
    const source = this.#sources.get(length)
    if (source === undefined) return false
    if (this.#outlet.full) this.#outlet.flush()
    if (this.#outlet.full) return false
    const target = address.slice(0, length)
    const size = length === 4 ? this.#arpRequest(source, target) : this.#solicitation(source, target)
    this.#outlet.addWhole(this.#frame, size)
    return true
  }

  #arpRequest(source: Uint8Array, target: Uint8Array): number {
    const header = { destination: broadcast, source: this.#mac, tags: [], etherType: ETHERTYPE_ARP }
    const at = emitEthernet(header, this.#frame, 0)
    const request = {
      operation: ARP_REQUEST,
      senderMac: this.#mac,
      senderAddress: source,
      targetMac: unknownMac,
      targetAddress: target,
    }
    return at + emitArp(request, this.#frame, at)
  }

  #solicitation(source: Uint8Array, target: Uint8Array): number {
    const group = solicitedNodeAddress(target)
    const header = { destination: multicastMac(group), source: this.#mac, tags: [], etherType: ETHERTYPE_IPV6 }
    const at = emitEthernet(header, this.#frame, 0)
    const packet = { source, destination: group, protocol: PROTOCOL_ICMPV6, ttl: NDP_HOP_LIMIT }
    const message = { type: NDP_SOLICITATION, flags: 0, target, mac: this.#mac } as const
    return at + emitPacket(packet, (bytes, to) => emitNdp(message, bytes, to), this.#frame, at)
  }
}
