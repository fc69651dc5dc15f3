import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeDescriptors } from './descriptor-passing.ts'

test('any control data: never throws, and gives no more descriptors than it has room for', () => {
  const bytes = fc.uint8Array({ maxLength: 96 })
  fc.assert(
    fc.property(bytes, fc.integer({ min: -10, max: 200 }), (control, length) => {
      const found = decodeDescriptors(new DataView(control.buffer, control.byteOffset, control.byteLength), length)
      expect(found.length).toBeLessThanOrEqual(control.length / 4)
    }),
  )
})

test('what is said to be longer than it is gives nothing', () => {
  const control = new DataView(new ArrayBuffer(32))
  control.setBigUint64(0, 2n ** 40n, true)
  control.setInt32(8, 1, true)
  control.setInt32(12, 1, true)
  expect(decodeDescriptors(control, 32)).toEqual([])
})
