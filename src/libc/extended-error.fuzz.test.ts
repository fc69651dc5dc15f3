import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newExtendedError, readExtendedError } from './extended-error.ts'

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

test('arbitrary, truncated and huge control messages never throw, and lengths that lie are bounded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(1 << 20), (bytes, length) => {
      expect(typeof readExtendedError(view(bytes), length, newExtendedError())).toBe('boolean')
    }),
    { numRuns: 2000 },
  )
})

test('control messages with plausible headers never throw', () => {
  const message = fc.tuple(
    fc.constantFrom(0, 15, 16, 32, 48, 60, 64, 0xffffffff),
    fc.constantFrom(0, 41),
    fc.constantFrom(11, 25),
  )
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), fc.nat(600), (messages, length) => {
      const bytes = view(new Uint8Array(600))
      let at = 0
      for (const [size, level, type] of messages) {
        if (at + 16 > 600) break
        bytes.setUint32(at, size, true)
        bytes.setInt32(at + 8, level, true)
        bytes.setInt32(at + 12, type, true)
        at += Math.max(8, Math.min(64, (size + 7) & ~7))
      }
      expect(typeof readExtendedError(bytes, length, newExtendedError())).toBe('boolean')
    }),
  )
})

test('reads what the kernel wrote for an admin-prohibited message (recorded from Linux 6.18)', () => {
  const recorded = Buffer.from(
    '3000000000000000' +
      '00000000' +
      '0b000000' +
      '71000000' +
      '02030d00' +
      '0000000000000000' +
      '020000000a4d00020000000000000000',
    'hex',
  )
  const error = newExtendedError()
  expect(readExtendedError(view(recorded), recorded.length, error)).toBe(true)
  expect(error).toMatchObject({ errno: 113, origin: 2, type: 3, code: 13, offenderFamily: 4 })
  expect([...error.offender.subarray(4, 8)]).toEqual([10, 77, 0, 2])
  for (let length = 0; length < recorded.length; length++) {
    expect(readExtendedError(view(recorded), length, error)).toBe(false)
  }
})
