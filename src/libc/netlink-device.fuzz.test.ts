import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDeviceName } from './netlink-device.ts'

test('any request gives a name of at most 16 characters, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (request) => {
      const name = decodeDeviceName(request)
      expect(name === null || (name.length >= 1 && name.length <= 16 && !name.includes('\0'))).toBe(true)
    }),
  )
})

test('a name ends at the NUL or at the end of its field', () => {
  expect(decodeDeviceName(Buffer.from('eth0\0garbage......'))).toBe('eth0')
  expect(decodeDeviceName(Buffer.from('a'.repeat(40)))).toBe('a'.repeat(16))
  expect(decodeDeviceName(new Uint8Array(40))).toBeNull()
})
