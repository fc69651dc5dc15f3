// decodes foreign bytes

/** One bit for each host, the lowest first: 1 for those that are there. */
export function encodeHosts(alive: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil(alive.length / 8))
  for (let i = 0; i < alive.length; i++) if (alive[i] === 1) bytes[i >>> 3]! |= 1 << (i & 7)
  return bytes
}

/** Null when it is not for so many hosts. Never throws. */
export function decodeHosts(bytes: Uint8Array, addressCount: number): Uint8Array | null {
  if (bytes.length !== Math.ceil(addressCount / 8)) return null
  return Uint8Array.from({ length: addressCount }, (_, i) => (bytes[i >>> 3]! >>> (i & 7)) & 1)
}
