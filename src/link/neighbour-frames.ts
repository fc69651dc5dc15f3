import { ARP_REPLY, ARP_REQUEST, emitArp } from '../wire/arp.ts'
import { ETHERTYPE_ARP, ETHERTYPE_IPV6, emitEthernet } from '../wire/ethernet.ts'
import { ARP, type FrameView, NEIGHBOUR_ADVERTISEMENT } from '../wire/frame-view.ts'
import { emitNdp, multicastMac, NDP_HOP_LIMIT, NDP_SOLICITATION, solicitedNodeAddress } from '../wire/ndp.ts'
import { emitPacket } from '../wire/packet.ts'
import { PROTOCOL_ICMPV6 } from '../wire/protocols.ts'
import type { Neighbours } from './neighbours.ts'

/** Who asks: its hardware address, and an address of its own of the same IP version as the one that it asks for. */
export interface Asker {
  readonly mac: Uint8Array
  readonly source: Uint8Array
}

const broadcastMac = new Uint8Array(6).fill(0xff)

/** Writes the frame that asks for the hardware address of `target`: ARP (RFC 826) or a solicitation (RFC 4861 §4.3). Gives its length, 42 or 86. */
export function emitNeighbourRequest(asker: Asker, target: Uint8Array, bytes: Uint8Array, at: number): number {
  return target.length === 4 ? emitArpRequest(asker, target, bytes, at) : emitSolicitation(asker, target, bytes, at)
}

function emitArpRequest({ mac, source }: Asker, target: Uint8Array, bytes: Uint8Array, at: number): number {
  const header = emitEthernet({ destination: broadcastMac, source: mac, tags: [], etherType: ETHERTYPE_ARP }, bytes, at)
  const message = { senderMac: mac, senderAddress: source, targetMac: new Uint8Array(6), targetAddress: target }
  return header + emitArp({ operation: ARP_REQUEST, ...message }, bytes, at + header)
}

function emitSolicitation({ mac, source }: Asker, target: Uint8Array, bytes: Uint8Array, at: number): number {
  const group = solicitedNodeAddress(target)
  const ethernet = { destination: multicastMac(group), source: mac, tags: [], etherType: ETHERTYPE_IPV6 }
  const header = emitEthernet(ethernet, bytes, at)
  const packet = { source, destination: group, ttl: NDP_HOP_LIMIT, protocol: PROTOCOL_ICMPV6 }
  const message = { type: NDP_SOLICITATION, flags: 0, target, mac } as const
  return header + emitPacket(packet, (memory, start) => emitNdp(message, memory, start), bytes, at + header)
}

/** Hands an answer that came in to those who asked. False when the frame is none, or does not count. Allocates nothing. */
export function takeNeighbourAnswer(frame: FrameView, neighbours: Neighbours): boolean {
  const { bytes, arp, ndp, kind } = frame
  if (kind === ARP) {
    if (arp.operation !== ARP_REPLY) return false
    return neighbours.answered(bytes, arp.senderAddressAt, 4, bytes, arp.senderMacAt)
  }
  if (kind !== NEIGHBOUR_ADVERTISEMENT || ndp.macAt < 0 || !frame.verify()) return false
  return neighbours.answered(bytes, ndp.targetAt, 16, bytes, ndp.macAt)
}
