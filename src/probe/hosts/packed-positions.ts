// decodes foreign bytes
// Positions of the walk in one to three bytes each, most of the time: how far each is from the one before. A first byte has 6 bits of the
// distance, the lowest first, and 0x40 when it goes back; each later byte has 7 more; 0x80 says that another follows.

/** Distances below 2^53 take no more: 6 + 7 · 7 bits. */
const mostBytes = 8

/** Positions are whole numbers from 0 to 2^53 - 1. */
export function packPositions(positions: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(mostBytes * positions.length)
  let at = 0
  let before = 0
  for (let i = 0; i < positions.length; i++) {
    const distance = positions[i]! - before
    before = positions[i]!
    let rest = Math.abs(distance)
    let byte = (rest % 64) + (distance < 0 ? 0x40 : 0)
    for (rest = Math.floor(rest / 64); rest > 0; rest = Math.floor(rest / 128)) {
      bytes[at++] = byte | 0x80
      byte = rest % 128
    }
    bytes[at++] = byte
  }
  return bytes.slice(0, at)
}

/** Null for bytes that were not made so, or when a position is not below the limit. Never throws. */
export function unpackPositions(bytes: Uint8Array, limit: number): number[] | null {
  const positions: number[] = []
  let position = 0
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!
    const end = Math.min(bytes.length, at + mostBytes)
    let distance = first & 0x3f
    let scale = 64
    let byte = first
    for (at += 1; byte >= 0x80 && at < end; at += 1) {
      byte = bytes[at]!
      distance += (byte & 0x7f) * scale
      scale *= 128
    }
    position += (first & 0x40) === 0 ? distance : -distance
    if (byte >= 0x80 || !(position >= 0 && position < limit)) return null
    positions.push(position)
  }
  return positions
}
