import fc from 'fast-check'
import { expect, test } from 'vitest'
import { synAckOf } from './syn-ack.ts'

/** A header with these options, as long as they are. */
function header(options: Uint8Array): Uint8Array {
  const fixed = new Uint8Array(20)
  fixed[12] = ((20 + options.length) / 4) << 4
  fixed[13] = 0x12
  fixed[14] = 0xfa
  fixed[15] = 0xf0
  return Uint8Array.of(...fixed, ...options)
}

const options = fc
  .array(fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 8), fc.nat({ max: 255 })), { maxLength: 10 })
  .map((words) => Uint8Array.from({ length: 4 * words.length }, (_, i) => words[i >> 2]! + (i % 4)))

test('any bytes: a whole header of a SYN-ACK, or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), options.map(header)), (bytes) => {
      const answer = synAckOf(bytes)
      if (answer === null) return
      expect(bytes[13]! & 0x12).toBe(0x12)
      expect(answer.window).toBe(bytes[14]! * 256 + bytes[15]!)
      expect(answer.options.split(' ').length).toBeLessThanOrEqual(40)
      expect(answer.mss).toBeLessThan(65_536)
    }),
    { numRuns: 2000 },
  )
})

test('a header that is cut off, or an option that goes beyond it, is none', () => {
  const whole = header(Uint8Array.of(2, 4, 5, 180, 1, 1, 4, 2, 1, 3, 3, 7))
  expect(synAckOf(whole)).toEqual({ window: 64_240, mss: 1460, options: 'MSS NOP NOP SACK NOP WS' })
  for (let length = 0; length < whole.length; length++) expect(synAckOf(whole.subarray(0, length))).toBeNull()
  expect(synAckOf(header(Uint8Array.of(1, 1, 2, 4)))).toBeNull()
  expect(synAckOf(header(Uint8Array.of(1, 1, 1, 2)))).toBeNull()
  expect(synAckOf(header(Uint8Array.of(9, 0, 0, 0)))).toBeNull()
})
