import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, bytesUpTo, uint16, uint32 } from './arbitraries.ts'
import { checksumHolds, finishChecksum, sumPseudoHeader, sumWords, updateChecksum, words32 } from './checksum.ts'

test('RFC 1071 §3: the numerical example', () => {
  const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)
  expect(finishChecksum(sumWords(bytes, 0, 8))).toBe(~0xddf2 & 0xffff)
})

test('RFC 1624 §4: the example in which the older equation fails', () => {
  expect(updateChecksum(0xdd2f, 0x5555, 0x3285)).toBe(0x0000)
})

test('an odd last byte counts as if a zero followed, and bytes outside of the range do not count', () => {
  fc.assert(
    fc.property(bytesUpTo(99), fc.nat(9), (bytes, before) => {
      const even = new Uint8Array(bytes.length + (bytes.length % 2))
      even.set(bytes)
      const inside = new Uint8Array(before + bytes.length + 9).fill(0xa5)
      inside.set(bytes, before)
      expect(sumWords(inside, before, before + bytes.length)).toBe(sumWords(even, 0, even.length))
    }),
  )
})

test('a checksum makes what it stands in hold, and any changed byte breaks it', () => {
  fc.assert(
    fc.property(bytesOf(40), fc.nat(39), fc.integer({ min: 1, max: 255 }), (bytes, changed, by) => {
      bytes.set([0, 0], 10)
      const checksum = finishChecksum(sumWords(bytes, 0, 40))
      bytes.set([checksum >>> 8, checksum & 0xff], 10)
      expect(checksumHolds(bytes, 0, 40)).toBe(true)
      bytes[changed] = bytes[changed]! ^ by
      expect(checksumHolds(bytes, 0, 40)).toBe(false)
    }),
  )
})

test('changing a word step by step gives what adding up anew gives', () => {
  fc.assert(
    fc.property(bytesOf(20), fc.nat(9), uint16, (bytes, word, value) => {
      bytes[(word + 1) * 2] = 1 // never all zero: that sum has two representations
      const old = (bytes[word * 2]! << 8) | bytes[word * 2 + 1]!
      const checksum = finishChecksum(sumWords(bytes, 0, 20))
      bytes.set([value >>> 8, value & 0xff], word * 2)
      expect(updateChecksum(checksum, old, value)).toBe(finishChecksum(sumWords(bytes, 0, 20)))
    }),
  )
})

test('a base sum and the words added later make the sum of all', () => {
  fc.assert(
    fc.property(bytesOf(64), uint32, uint16, (bytes, number, word) => {
      bytes.fill(0, 10, 16)
      const base = sumWords(bytes, 0, 64)
      new DataView(bytes.buffer).setUint32(10, number)
      new DataView(bytes.buffer).setUint16(14, word)
      expect(finishChecksum(base + words32(number) + word)).toBe(finishChecksum(sumWords(bytes, 0, 64)))
    }),
  )
})

test('the largest packet there can be does not overflow', () => {
  const bytes = new Uint8Array(65_535 + 32).fill(0xff)
  const sum = sumWords(bytes, 32, bytes.length) + sumPseudoHeader(bytes, 0, 6, 255, 65_535)
  expect(sum).toBeLessThan(2 ** 32)
  expect(finishChecksum(sum)).toBe(0xffff - foldByModulus(sum))
})

/** One's complement addition is arithmetic modulo 65,535. */
function foldByModulus(sum: number): number {
  return sum % 0xffff === 0 && sum > 0 ? 0xffff : sum % 0xffff
}

test('folding is arithmetic modulo 65,535', () => {
  fc.assert(
    fc.property(uint32, (sum) => {
      expect(finishChecksum(sum)).toBe(0xffff - foldByModulus(sum))
    }),
  )
})
