// Frames for tests, written by hand.

export interface Packet {
  /** Next protocol of the IP header. Default 6, TCP. */
  readonly protocol?: number
  /** What follows the IP header. */
  readonly payload: Uint8Array
  /** IPv4 options (a multiple of 4 bytes), IPv4 fragment field. */
  readonly options?: Uint8Array
  readonly fragment?: number
  readonly source?: readonly number[]
  readonly destination?: readonly number[]
}

/** An IPv4 packet with a right checksum; from 10.9.0.1 to 10.9.0.2 unless told. */
export function ipv4Packet({
  protocol = 6,
  payload,
  options = new Uint8Array(),
  fragment = 0,
  source,
  destination,
}: Packet) {
  const header = 20 + options.length
  const bytes = new Uint8Array(header + payload.length)
  const view = new DataView(bytes.buffer)
  bytes[0] = 0x40 | (header / 4)
  view.setUint16(2, bytes.length)
  view.setUint16(4, 1)
  view.setUint16(6, fragment)
  bytes.set([64, protocol], 8)
  bytes.set(source ?? [10, 9, 0, 1], 12)
  bytes.set(destination ?? [10, 9, 0, 2], 16)
  bytes.set(options, 20)
  bytes.set(payload, header)
  let sum = 0
  for (let i = 0; i < header; i += 2) sum += view.getUint16(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  view.setUint16(10, ~sum & 0xffff)
  return bytes
}

/** An IPv6 packet; from fd09::1 to fd09::2 unless told. */
export function ipv6Packet({ protocol = 6, payload, source, destination }: Packet) {
  const bytes = new Uint8Array(40 + payload.length)
  const address = (last: number) => [0xfd, 0x09, ...new Array<number>(13).fill(0), last]
  bytes[0] = 0x60
  new DataView(bytes.buffer).setUint16(4, payload.length)
  bytes.set([protocol, 64], 6)
  bytes.set(source ?? address(1), 8)
  bytes.set(destination ?? address(2), 24)
  bytes.set(payload, 40)
  return bytes
}

/** A TCP header: a RST from port 80, which nobody answers; `sequence` tells frames apart. */
export function tcpReset(destinationPort: number, sequence = 1): Uint8Array {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 80)
  view.setUint16(2, destinationPort)
  view.setUint32(4, sequence)
  bytes.set([0x50, 0x04], 12)
  return bytes
}

/** An Ethernet frame to everybody around a packet, padded to the 60 bytes that cards send at least. */
export function ethernetFrame(etherType: number, packet: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.max(60, 14 + packet.length))
  bytes.fill(0xff, 0, 6)
  bytes[6] = 2
  new DataView(bytes.buffer).setUint16(12, etherType)
  bytes.set(packet, 14)
  return bytes
}
