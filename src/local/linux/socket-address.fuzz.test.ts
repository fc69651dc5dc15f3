import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLinkLocal, socketAddress } from './socket-address.ts'

/** Bytes of an address somewhere in a buffer, as a message holds them. */
const placed = fc.record({
  bytes: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  before: fc.nat(64),
  after: fc.nat(64),
})

test('any bytes, wherever they stand, give an address of their family', () => {
  fc.assert(
    fc.property(placed, ({ bytes, before, after }) => {
      const buffer = Buffer.concat([Buffer.alloc(before, 0xff), bytes, Buffer.alloc(after, 0xff)])
      const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length)
      expect(isIPv4(socketAddress(4, view, before))).toBe(true)
      const text = socketAddress(6, view, before)
      expect(isIPv6(text) || isIPv4(text)).toBe(true)
      expect(text.length).toBeLessThanOrEqual(39)
    }),
  )
})

test('the mapped ones, and only they, are IPv4', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.boolean(), (last, isMapped) => {
      const bytes = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, isMapped ? 0xff : 0xfe, ...last)
      const text = socketAddress(6, new DataView(bytes.buffer), 0)
      expect(text === [...last].join('.')).toBe(isMapped)
    }),
  )
})

test('fe80::/10 is link-local and nothing beside it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.constantFrom(0xfe, 0xfc), (bytes, first) => {
      bytes[0] = first
      const text = socketAddress(6, new DataView(bytes.buffer, bytes.byteOffset), 0)
      expect(isLinkLocal(text)).toBe(first === 0xfe && (bytes[1]! & 0xc0) === 0x80)
    }),
  )
})
