import { isIP } from 'node:net'

/** IP version. */
export type Family = 4 | 6

/** One address as an unsigned integer of 32 (IPv4) or 128 (IPv6) bits. */
export interface Address {
  readonly family: Family
  readonly value: bigint
  /** Text after `%` of an IPv6 address (RFC 4007 §11), not yet checked against any interface. */
  readonly zone?: string
}

/** The highest address of a family, which is also its mask. */
export const highest = { 4: (1n << 32n) - 1n, 6: (1n << 128n) - 1n } as const

/** ::ffff:0:0/96, the IPv4-mapped addresses (RFC 4291 §2.5.5.2). */
export const mappedIpv4 = { first: 0xffffn << 32n, last: (0xffffn << 32n) | highest[4] } as const

/** fe80::/10, the link-local addresses (RFC 4291 §2.5.6): the only unicast ones that mean nothing without a zone. */
export const linkLocal = { first: 0xfe80n << 112n, last: (0xfec0n << 112n) - 1n } as const

/**
 * Reads one address, strictly as inet_pton(3) does: four decimal octets without leading zeros, or IPv6 text.
 * No octal, no hexadecimal, no short forms (`10.1`). Returns undefined for anything else.
 */
export function parseAddress(text: string): Address | undefined {
  const percent = text.indexOf('%')
  const bare = percent < 0 ? text : text.slice(0, percent)
  const family = isIP(bare)
  if (family === 0) return undefined
  if (family === 4) return percent < 0 ? { family, value: BigInt(ipv4Number(bare)) } : undefined
  const value = ipv6Value(bare)
  if (percent < 0) return { family: 6, value }
  const zone = text.slice(percent + 1)
  return zone !== '' ? { family: 6, value, zone } : undefined
}

/** Lists of a million IPv4 addresses are read, so these take the short way. */
function ipv4Number(dotted: string): number {
  return dotted.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}

/** Value of text that isIP takes for IPv6 (RFC 4291 §2.2). A library for this alone costs every start 10 ms. */
function ipv6Value(text: string): bigint {
  const [head = '', tail] = withoutDots(text).split('::')
  const first = groupsOf(head)
  const last = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return [...first, ...zeros, ...last].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n)
}

const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'))

/** `::ffff:1.2.3.4` → `::ffff:102:304` */
function withoutDots(text: string): string {
  if (!text.includes('.')) return text
  const start = text.lastIndexOf(':') + 1
  const ipv4 = ipv4Number(text.slice(start))
  return `${text.slice(0, start)}${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`
}

/** Canonical text: dotted decimal, or RFC 5952 with `::ffff:` addresses in mixed notation (its §5). */
export function formatAddress(family: Family, value: bigint): string {
  return family === 4 ? ipv4Text(Number(value)) : ipv6Text(toBytes(6, value))
}

/** Dotted decimal of an unsigned 32-bit number; made for hot paths. */
export function ipv4Text(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
}

/** RFC 5952 text of 16 bytes: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0))
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${ipv4Text(((groups[6] ?? 0) << 16) | (groups[7] ?? 0))}`
  }
  const { start, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** The first of the longest runs (RFC 5952 §4.2.3). */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, i) => {
    if (group !== 0) start = i + 1
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start }
  })
  return best
}

/** Network byte order: 4 or 16 bytes. */
export function toBytes(family: Family, value: bigint): Uint8Array {
  const bytes = new Uint8Array(family === 4 ? 4 : 16)
  let rest = value
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 255n)
    rest >>= 8n
  }
  return bytes
}

/** The unsigned integer that bytes in network order make. */
export function fromBytes(bytes: Iterable<number>): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

/** `10.0.0.0/8`, `10.0.0.7`, `10.0.0.1-10.0.0.6`: all addresses from the first to the last. */
export function spanText(family: Family, first: bigint, last: bigint): string {
  const [from, size] = [formatAddress(family, first), last - first + 1n]
  if (size === 1n) return from
  const isNetwork = (size & (size - 1n)) === 0n && first % size === 0n
  if (!isNetwork) return `${from}-${formatAddress(family, last)}`
  return `${from}/${(family === 4 ? 32 : 128) - (size.toString(2).length - 1)}`
}
