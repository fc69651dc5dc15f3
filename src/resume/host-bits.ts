// decodes foreign bytes
import { hostIs } from '../probe/raw/awaited.ts'

/** With more hosts than this nobody asks which are there (probe/raw/discover.ts). */
const mostHosts = 2 ** 24
export const mostHostBytes = (2 * mostHosts) / 8

/** One bit for each host, the lowest first: 1 for those that are there. Where some are awaited, as many bits again for those. */
export function encodeHosts(alive: Uint8Array): Buffer {
  const there = bitsOf(alive, hostIs.there)
  return alive.includes(hostIs.awaited) ? Buffer.concat([there, bitsOf(alive, hostIs.awaited)]) : there
}

/** Null when it is not for so many hosts. Never throws. */
export function decodeHosts(bytes: Uint8Array, addressCount: number): Uint8Array | null {
  const size = Math.ceil(addressCount / 8)
  if (addressCount > mostHosts || (bytes.length !== size && bytes.length !== 2 * size)) return null
  const bit = (i: number, from: number) => ((bytes[from + (i >>> 3)] ?? 0) >>> (i & 7)) & 1
  return new Uint8Array(addressCount).map((_, i) => (bit(i, 0) ? hostIs.there : bit(i, size) ? hostIs.awaited : 0))
}

function bitsOf(alive: Uint8Array, what: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(alive.length / 8))
  for (let i = 0; i < alive.length; i++) if (alive[i] === what) bytes[i >>> 3]! |= 1 << (i & 7)
  return bytes
}
