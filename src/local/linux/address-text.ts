/** Dotted text of the four bytes at `offset`, which the caller has checked to be there. */
export function ipv4Text(bytes: DataView, offset: number): string {
  return `${bytes.getUint8(offset)}.${bytes.getUint8(offset + 1)}.${bytes.getUint8(offset + 2)}.${bytes.getUint8(offset + 3)}`
}

/**
 * Canonical text (RFC 5952 section 4) of the sixteen bytes at `offset`, which the caller has checked to be there.
 * An IPv4-mapped address (::ffff:0:0/96, RFC 4291 section 2.5.5.2) is a socket that only IPv4 reaches: it is given as that.
 */
export function ipv6Text(bytes: DataView, offset: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.getUint16(offset + 2 * index))
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)) return ipv4Text(bytes, offset + 12)
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let index = 0; index <= groups.length; index++) {
    if (groups[index] === 0) continue
    if (index - start > best.length) best = { start, length: index - start }
    start = index + 1
  }
  return best
}

const linkLocal = /^fe[89ab][0-9a-f]:/

/** Whether an address needs a zone to be whole (fe80::/10, RFC 4007). */
export function isLinkLocal(address: string): boolean {
  return linkLocal.test(address)
}
