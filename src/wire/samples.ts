// Well-formed messages for the tests of this folder.
import { ARP_REPLY, emitArp } from './arp.ts'
import {
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  ETHERTYPE_IPV6,
  ETHERTYPE_SERVICE_VLAN,
  ETHERTYPE_VLAN,
  emitEthernet,
  type VlanTag,
} from './ethernet.ts'
import { emitIcmp, type IcmpMessage } from './icmp.ts'
import { ICMP4_ECHO_REPLY, ICMP4_TIME_EXCEEDED, ICMP4_UNREACHABLE } from './icmp4.ts'
import { ICMP6_ECHO_REPLY, ICMP6_UNREACHABLE } from './icmp6.ts'
import type { Ipv6Extension } from './ipv6.ts'
import {
  emitNdp,
  NDP_ADVERTISEMENT,
  NDP_HOP_LIMIT,
  NDP_OVERRIDE,
  NDP_SOLICITATION,
  NDP_SOLICITED,
  type NdpMessage,
} from './ndp.ts'
import { type EmitTransport, emitPacket } from './packet.ts'
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from './protocols.ts'
import { emitTcp, TCP_ACK, TCP_SYN, type TcpSegment } from './tcp.ts'
import { emitUdp, type UdpDatagram } from './udp.ts'

export const macs = { ours: Uint8Array.of(2, 0, 0, 0, 0, 1), theirs: Uint8Array.of(2, 0, 0, 0, 0, 2) }
const ours4 = Uint8Array.of(192, 0, 2, 1)
const theirs4 = Uint8Array.of(192, 0, 2, 2)
/** 2001:db8::1 and ::2. */
const ours6 = Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
const theirs6 = Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)
export const addresses = { 4: { ours: ours4, theirs: theirs4 }, 6: { ours: ours6, theirs: theirs6 } } as const

export const synAck: TcpSegment = {
  sourcePort: 443,
  destinationPort: 40_000,
  sequence: 0xfedcba98,
  acknowledgement: 0x80000001,
  flags: TCP_SYN | TCP_ACK,
  window: 65_160,
  options: { mss: 1460, sackPermitted: true, timestamps: { value: 0xdeadbeef, echo: 0 }, windowScale: 7 },
  payload: new Uint8Array(0),
}

export const reply: UdpDatagram = { sourcePort: 4000, destinationPort: 40_000, payload: Uint8Array.of(1, 2, 3, 4, 5) }

/** What `emit` writes. */
export function written(emit: EmitTransport): Uint8Array {
  const bytes = new Uint8Array(4096)
  return bytes.slice(0, emit(bytes, 0))
}

/** From them to us. */
export function packet(family: 4 | 6, protocol: number, emit: EmitTransport, more: object = {}): Uint8Array {
  const { ours, theirs } = addresses[family]
  return written((bytes, at) => emitPacket({ source: theirs, destination: ours, protocol, ...more }, emit, bytes, at))
}

export const tcpPacket = (family: 4 | 6, segment: TcpSegment = synAck, more: object = {}) =>
  packet(family, PROTOCOL_TCP, (bytes, at) => emitTcp(segment, bytes, at), more)

export const udpPacket = (family: 4 | 6, datagram: UdpDatagram = reply, more: object = {}) =>
  packet(family, PROTOCOL_UDP, (bytes, at) => emitUdp(datagram, bytes, at), more)

export const icmpPacket = (family: 4 | 6, message: IcmpMessage, more: object = {}) =>
  packet(family, family === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6, (bytes, at) => emitIcmp(message, bytes, at), more)

export const ndpPacket = (message: NdpMessage, more: object = {}) =>
  packet(6, PROTOCOL_ICMPV6, (bytes, at) => emitNdp(message, bytes, at), { ttl: NDP_HOP_LIMIT, ...more })

const echoData = Uint8Array.from({ length: 56 }, (_, i) => i)
export const echoReply = (family: 4 | 6): IcmpMessage => ({
  type: family === 4 ? ICMP4_ECHO_REPLY : ICMP6_ECHO_REPLY,
  code: 0,
  rest: 0x12340007,
  body: echoData,
})

/** Port unreachable. */
export const unreachable = (family: 4 | 6, body: Uint8Array): IcmpMessage =>
  family === 4
    ? { type: ICMP4_UNREACHABLE, code: 3, rest: 0, body }
    : { type: ICMP6_UNREACHABLE, code: 4, rest: 0, body }

export const timeExceeded = (body: Uint8Array): IcmpMessage => ({ type: ICMP4_TIME_EXCEEDED, code: 0, rest: 0, body })

export const advertisement: NdpMessage = {
  type: NDP_ADVERTISEMENT,
  flags: NDP_SOLICITED | NDP_OVERRIDE,
  target: theirs6,
  mac: macs.theirs,
}
export const solicitation: NdpMessage = { type: NDP_SOLICITATION, flags: 0, target: theirs6, mac: macs.ours }

export const arpReply = written((bytes, at) =>
  emitArp(
    {
      operation: ARP_REPLY,
      senderMac: macs.theirs,
      senderAddress: theirs4,
      targetMac: macs.ours,
      targetAddress: ours4,
    },
    bytes,
    at,
  ),
)

export const tags: readonly VlanTag[] = [
  { etherType: ETHERTYPE_SERVICE_VLAN, priority: 5, dropEligible: true, id: 100 },
  { etherType: ETHERTYPE_VLAN, priority: 0, dropEligible: false, id: 4094 },
]

/** Hop-by-hop, routing and destination options, padded (RFC 8200 §4.2), an atomic fragment header, and AH. */
export const extensions: readonly Ipv6Extension[] = [
  { type: 0, body: Uint8Array.of(1, 4, 0, 0, 0, 0) },
  { type: 60, body: Uint8Array.of(1, 12, ...new Uint8Array(12)) },
  { type: 43, body: new Uint8Array(6) },
  { type: 44, body: Uint8Array.of(0, 0, 1, 2, 3, 4) },
  { type: 51, body: new Uint8Array(22).fill(7) },
]

/** In an Ethernet frame to us. */
export function frame(payload: Uint8Array, vlans: readonly VlanTag[] = []): Uint8Array {
  const first = payload[0]! >>> 4
  const etherType = first === 4 ? ETHERTYPE_IPV4 : first === 6 ? ETHERTYPE_IPV6 : ETHERTYPE_ARP
  return written((bytes, at) => {
    const header = emitEthernet({ destination: macs.ours, source: macs.theirs, tags: vlans, etherType }, bytes, at)
    bytes.set(payload, at + header)
    return header + payload.length
  })
}
