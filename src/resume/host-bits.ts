// decodes foreign bytes

/** With more hosts than this nobody asks which are there (probe/raw/discover.ts). */
const mostHosts = 2 ** 24
export const mostHostBytes = mostHosts / 8

/** One bit for each host, the lowest first: 1 for those that are there. */
export function encodeHosts(alive: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil(alive.length / 8))
  for (let i = 0; i < alive.length; i++) if (alive[i] === 1) bytes[i >>> 3]! |= 1 << (i & 7)
  return bytes
}

/** Null when it is not for so many hosts. Never throws. */
export function decodeHosts(bytes: Uint8Array, addressCount: number): Uint8Array | null {
  if (addressCount > mostHosts || bytes.length !== Math.ceil(addressCount / 8)) return null
  return new Uint8Array(addressCount).map((_, i) => (bytes[i >>> 3]! >>> (i & 7)) & 1)
}
