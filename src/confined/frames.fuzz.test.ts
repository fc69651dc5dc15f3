import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader, framed } from './frames.ts'

test('whatever pieces messages come in, they come out whole and in order', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 })
  const cuts = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(messages, cuts, (sent, sizes) => {
      const bytes = Buffer.concat(sent.map(framed))
      const reader = new FrameReader(2 ** 26)
      const got: Uint8Array[] = []
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length]!
        got.push(...reader.push(bytes.subarray(at, at + size)))
        at += size
      }
      expect(got.map((each) => [...each])).toEqual(sent.map((each) => [...each]))
    }),
  )
})

test('any bytes: only a length above 64 MiB throws, and it throws at once', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (pieces) => {
      const reader = new FrameReader(2 ** 26)
      try {
        for (const piece of pieces) reader.push(piece)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
  expect(() => new FrameReader(2 ** 26).push(Uint8Array.of(1, 0, 0, 4))).toThrow('a message of 67108865 bytes')
})
