// The Internet checksum: RFC 1071, and RFC 1624 for changing one word. Sums are kept unfolded and in plain numbers: a packet
// of 65,535 bytes adds up to less than 2^31, so that a base sum and the words stamped later may simply be added to it.

/** Adds up the 16-bit words from `start` up to `end`; an odd last byte counts as if a zero followed (RFC 1071 §4.1). */
export function sumWords(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0
  let at = start
  for (; at + 1 < end; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!
  return at < end ? sum + (bytes[at]! << 8) : sum
}

/** Sum of the two words of a 32-bit number, signed or not. */
export function words32(value: number): number {
  return (value >>> 16) + (value & 0xffff)
}

/**
 * Sum of the pseudo-header of TCP, UDP and ICMPv6 (RFC 9293 §3.1, RFC 768, RFC 8200 §8.1): source and destination, which
 * follow each other in both IP headers from `addressesAt` on, the protocol, and the length of the transport in bytes.
 */
export function sumPseudoHeader(
  bytes: Uint8Array,
  addressesAt: number,
  family: 4 | 6,
  protocol: number,
  length: number,
): number {
  const addresses = sumWords(bytes, addressesAt, addressesAt + (family === 4 ? 8 : 32))
  return addresses + protocol + words32(length)
}

/** One's complement of a sum below 2^32, folded to 16 bits: what goes into the checksum field. 0xffff + 0xffff gives 0. */
export function finishChecksum(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16)
  return ~(once + (once >>> 16)) & 0xffff
}

/** The checksum after one 16-bit word under it has changed: HC' = ~(~HC + ~m + m'), RFC 1624 §3 equation 3. */
export function updateChecksum(checksum: number, oldWord: number, newWord: number): number {
  return finishChecksum((~checksum & 0xffff) + (~oldWord & 0xffff) + newWord)
}

/** Whether the words up to `end`, with their checksum among them and `sum` (of a pseudo-header) on top, add up to -0. */
export function checksumHolds(bytes: Uint8Array, start: number, end: number, sum = 0): boolean {
  return finishChecksum(sum + sumWords(bytes, start, end)) === 0
}
