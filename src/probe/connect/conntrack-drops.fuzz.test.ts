import fc from 'fast-check'
import { expect, test } from 'vitest'
import { droppedPackets } from './conntrack-drops.ts'

// As Linux 6 writes it.
const text = `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
00000010  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 0000001f 00000000 00000000  00000000 00000000 00000000 00000000
00000010  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 00000000 00000000  00000000 00000000 00000000 00000000
`

test('sums the processors', () => {
  expect(droppedPackets(text)).toBe(32)
})

test('any text, and the real one cut or broken anywhere, gives a number', () => {
  const cut = fc.nat(text.length).map((length) => text.slice(0, length))
  const broken = fc
    .tuple(fc.nat(text.length), fc.string())
    .map(([at, word]) => text.slice(0, at) + word + text.slice(at))
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 5000 }), cut, broken), (any) => {
      expect(droppedPackets(any)).toBeGreaterThanOrEqual(0)
      expect(droppedPackets(any)).toBeLessThan(2 ** 53)
    }),
  )
})

test('a huge text', () => {
  expect(droppedPackets(text + text.repeat(5000))).toBeGreaterThan(32)
})
