import { write16 } from './bytes.ts'
import { checksumHolds, finishChecksum, sumPseudoHeader, sumWords } from './checksum.ts'
import { PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from './protocols.ts'

/** ICMPv4 alone has no pseudo-header (RFC 792). */
function sumOfPseudoHeader(bytes: Uint8Array, addressesAt: number, family: 4 | 6, protocol: number, length: number) {
  return protocol === PROTOCOL_ICMP ? 0 : sumPseudoHeader(bytes, addressesAt, family, protocol, length)
}

/** Where the checksum stands in the header: RFC 9293 §3.1, RFC 768, and RFC 792 and 4443 §2.1. */
function checksumOffset(protocol: number): number {
  return protocol === PROTOCOL_TCP ? 16 : protocol === PROTOCOL_UDP ? 6 : 2
}

/** Writes the checksum of the TCP, UDP, ICMP or ICMPv6 message from `start` up to `end`, whose IP addresses stand at `addressesAt`. */
export function sealTransport(
  bytes: Uint8Array,
  addressesAt: number,
  family: 4 | 6,
  protocol: number,
  start: number,
  end: number,
): void {
  const at = start + checksumOffset(protocol)
  write16(bytes, at, 0)
  const pseudo = sumOfPseudoHeader(bytes, addressesAt, family, protocol, end - start)
  const checksum = finishChecksum(pseudo + sumWords(bytes, start, end))
  write16(bytes, at, protocol === PROTOCOL_UDP ? udpChecksum(checksum) : checksum)
}

/** Whether the checksum of such a message is right. A UDP datagram over IPv4 may have none (RFC 768). */
export function transportHolds(
  bytes: Uint8Array,
  addressesAt: number,
  family: 4 | 6,
  protocol: number,
  start: number,
  end: number,
): boolean {
  if (protocol === PROTOCOL_UDP && bytes[start + 6] === 0 && bytes[start + 7] === 0) return family === 4
  return checksumHolds(bytes, start, end, sumOfPseudoHeader(bytes, addressesAt, family, protocol, end - start))
}

/** Zero means "no checksum" in UDP, so a checksum that comes out as zero is sent as its other representation (RFC 768). */
export function udpChecksum(checksum: number): number {
  return checksum === 0 ? 0xffff : checksum
}
