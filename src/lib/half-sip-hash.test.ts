import { expect, test } from 'vitest'
import { HalfSipHash } from './half-sip-hash.ts'

// The authors' vectors (vectors_hsip32): key 00 01 … 07, message 00 01 02 …, of 0, 4, 8 and 12 bytes.
test.each([
  [0, 0x5b9f35a9],
  [1, 0x89466e2a],
  [2, 0x8f84b8d0],
  [3, 0x2f87f057],
])('%i words', (count, expected) => {
  const words = Int32Array.of(0x03020100, 0x07060504, 0x0b0a0908)
  expect(new HalfSipHash(0x03020100, 0x07060504).of(words, count)).toBe(expected | 0)
})
