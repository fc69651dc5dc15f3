import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeNeighbour, tableOverflows } from './neighbour-tables.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A message with one attribute of that type and length. */
function message(type: number, length: number, overflows: bigint): Uint8Array {
  const bytes = new Uint8Array(4 + 4 + length)
  const view = viewOf(bytes)
  view.setUint16(4, 4 + length, true)
  view.setUint16(6, type, true)
  if (length >= 88) view.setBigUint64(8 + 80, overflows, true)
  return bytes
}

test('any bytes, cut anywhere, give a number', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 65_536 }), fc.nat(70_000), (bytes, start) => {
      expect(tableOverflows(viewOf(bytes), start, bytes.length)).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('statistics of any length: a number where they are whole, 0 where they are cut', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.bigInt({ min: 0n, max: 2n ** 53n }), (length, overflows) => {
      const bytes = message(7, length, overflows)
      expect(tableOverflows(viewOf(bytes), 0, bytes.length)).toBe(length >= 88 ? Number(overflows) : 0)
    }),
  )
})

test('other attributes say nothing', () => {
  expect(tableOverflows(viewOf(message(6, 88, 5n)), 0, 96)).toBe(0)
})

/** struct ndmsg in that state, then an address and since when. */
function neighbour(state: number, address: readonly number[], ticks: number): Uint8Array {
  const bytes = new Uint8Array(12 + 4 + address.length + 4 + 16)
  const view = viewOf(bytes)
  view.setUint16(8, state, true)
  view.setUint16(12, 4 + address.length, true)
  view.setUint16(14, 1, true)
  bytes.set(address, 16)
  const times = 16 + address.length
  view.setUint16(times, 20, true)
  view.setUint16(times + 2, 3, true)
  view.setUint32(times + 4 + 8, ticks, true)
  return bytes
}

test('a neighbour is told by its address, its state and since when', () => {
  const states = { 1: 'sought', 2: 'resolved', 4: 'resolved', 8: 'resolved', 16: 'resolved', 32: 'failed' } as const
  for (const [state, named] of Object.entries(states)) {
    const bytes = neighbour(Number(state), [10, 0, 0, 7], 12)
    const expected = { address: Uint8Array.of(10, 0, 0, 7), state: named, unchangedMs: 120 }
    expect(decodeNeighbour(viewOf(bytes), 0, bytes.length)).toEqual(expected)
  }
})

test('a neighbour of any bytes, cut anywhere, is null or has an address of 4 or 16 bytes', () => {
  const whole = fc
    .tuple(fc.nat(65_535), fc.uint8Array({ maxLength: 32 }), fc.nat())
    .map(([state, address, ticks]) => neighbour(state, [...address], ticks))
  fc.assert(
    fc.property(fc.oneof(whole, fc.uint8Array({ maxLength: 65_536 })), fc.nat(70_000), (bytes, cut) => {
      const found = decodeNeighbour(viewOf(bytes), 0, Math.min(cut, bytes.length))
      if (found !== null) expect([4, 16]).toContain(found.address.length)
    }),
  )
})
