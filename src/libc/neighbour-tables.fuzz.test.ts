import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tableOverflows } from './neighbour-tables.ts'

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
