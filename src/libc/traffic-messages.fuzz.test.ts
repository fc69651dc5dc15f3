import fc from 'fast-check'
import { expect, test } from 'vitest'
import { littleEndian } from './netlink-messages.ts'
import { decodeTraffic } from './traffic-messages.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** struct tcmsg of a device, then one attribute. */
function message(device: number, type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(24 + value.length)
  viewOf(bytes).setInt32(4, device, littleEndian)
  viewOf(bytes).setUint16(20, 4 + value.length, littleEndian)
  viewOf(bytes).setUint16(22, type, littleEndian)
  bytes.set(value, 24)
  return bytes
}

test('any bytes, cut anywhere, give a short kind or nothing', () => {
  const formed = fc
    .tuple(fc.integer({ min: -9, max: 9 }), fc.nat(3), fc.uint8Array({ maxLength: 80 }))
    .map(([device, type, value]) => message(device, type, value))
  const bytes = fc.oneof(formed, fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 65_536, size: 'max' }))
  fc.assert(
    fc.property(bytes, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), (memory, part, start) => {
      const end = Math.max(start, Math.floor(memory.length * part))
      if (end > memory.length) return
      expect(decodeTraffic(viewOf(memory), start, end)?.kind.length ?? 0).toBeLessThan(32)
    }),
  )
})

test('the device and the kind of a filter; without a kind it is none', () => {
  const kind = new TextEncoder().encode('bpf\0')
  const bytes = message(7, 1, kind)
  expect(decodeTraffic(viewOf(bytes), 0, bytes.length)).toEqual({ interface: 7, kind: 'bpf' })
  expect(decodeTraffic(viewOf(bytes), 0, bytes.length - 1)).toBeNull()
  const other = message(7, 2, kind)
  expect(decodeTraffic(viewOf(other), 0, other.length)).toBeNull()
})
