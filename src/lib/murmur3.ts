const c1 = 0xcc9e2d51
const c2 = 0x1b873593

/** MurmurHash3 x86 32-bit with seed 0 (Austin Appleby, smhasher, public domain), as a signed number. Not for secrets. */
export function murmur3(bytes: Uint8Array): number {
  const whole = bytes.length & ~3
  let hash = 0
  for (let i = 0; i < whole; i += 4) {
    const block = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    hash = rotate(hash ^ scrambled(block), 13)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | bytes[i]!
  if (whole < bytes.length) hash ^= scrambled(tail)
  return finished(hash ^ bytes.length)
}

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))

const scrambled = (block: number) => Math.imul(rotate(Math.imul(block, c1), 15), c2)

function finished(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
