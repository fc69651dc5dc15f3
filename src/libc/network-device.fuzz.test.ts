import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeHardware, decodeNumber } from './network-device.ts'

test('any request gives a hardware type of 16 bits, six bytes and a number of 32 bits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (request) => {
      const { type, address } = decodeHardware(request)
      expect(type).toBeGreaterThanOrEqual(0)
      expect(type).toBeLessThanOrEqual(0xffff)
      expect(address.length).toBe(6)
      expect(decodeNumber(request) | 0).toBe(decodeNumber(request))
    }),
  )
})

test('the hardware address of an Ethernet card', () => {
  const request = new Uint8Array(40)
  request.set([101, 116, 104, 48], 0)
  request.set([1, 0, 2, 3, 4, 5, 6, 7], 16)
  expect(decodeHardware(request)).toEqual({ type: 1, address: Uint8Array.of(2, 3, 4, 5, 6, 7) })
})
