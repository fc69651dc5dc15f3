import { expect, it } from 'vitest'
import { murmur3 } from './murmur3.ts'

/** Known answers of MurmurHash3_x86_32 with seed 0, unsigned. */
it.each([
  ['', 0],
  ['a', 0x3c2569b2],
  ['test', 0xba6bd213],
  ['Hello, world!', 0xc0363e43],
  ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
])('%j', (text, hash) => {
  expect(murmur3(Buffer.from(text)) >>> 0).toBe(hash >>> 0)
})
