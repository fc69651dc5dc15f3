import { emitIpv4, type Ipv4Fields } from './ipv4.ts'
import { emitIpv6, type Ipv6Fields } from './ipv6.ts'
import { sealTransport } from './transport-checksum.ts'

/** Writes the transport of a packet, and gives its length: `(bytes, at) => emitTcp(segment, bytes, at)`. */
export type EmitTransport = (bytes: Uint8Array, at: number) => number

/** The family follows from the length of the addresses. */
export type PacketFields = Omit<Ipv4Fields, 'payloadLength'> | Omit<Ipv6Fields, 'payloadLength'>

/** Writes a whole TCP, UDP, ICMP or ICMPv6 packet with all checksums, and gives its length. For what is sent now and then: see templates for the rest. */
export function emitPacket(fields: PacketFields, emitTransport: EmitTransport, bytes: Uint8Array, at: number): number {
  const family = fields.source.length === 4 ? 4 : 6
  const emitIp = family === 4 ? emitIpv4 : emitIpv6
  const transportAt = at + emitIp({ ...fields, payloadLength: 0 }, bytes, at)
  const length = emitTransport(bytes, transportAt)
  // The length of the payload is known only now, and the header of IPv4 has a checksum over it.
  emitIp({ ...fields, payloadLength: length }, bytes, at)
  sealTransport(bytes, at + (family === 4 ? 12 : 8), family, fields.protocol, transportAt, transportAt + length)
  return transportAt + length - at
}
