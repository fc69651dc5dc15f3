import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader, framed, mostOrderBytes } from './frames.ts'
import { encodeHeard } from './orders.ts'

const range = (_: unknown, i: number) => ({
  family: 4,
  first: 2n ** 31n + 2n * BigInt(i),
  last: 2n ** 31n + 2n * BigInt(i),
})

test('whatever pieces messages come in, they come out whole and in order', () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 })
  const cuts = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(messages, cuts, (sent, sizes) => {
      const bytes = Buffer.concat(sent.map(framed))
      const reader = new FrameReader()
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
      const reader = new FrameReader()
      try {
        for (const piece of pieces) reader.push(piece)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
  expect(() => new FrameReader().push(Uint8Array.of(1, 0, 0, 4))).toThrow('a message of 67108865 bytes')
})

test('an order of the hosts of a /8 of which every other one is there is taken', () => {
  const bytes = encodeHeard({
    kind: 'order',
    order: { addresses: Array.from({ length: 1024 }, range) } as never,
  }).length
  expect(bytes * (2 ** 23 / 1024)).toBeLessThan(mostOrderBytes)
  const header = new Uint8Array(4)
  new DataView(header.buffer).setUint32(0, mostOrderBytes + 1, true)
  expect(() => new FrameReader(mostOrderBytes).push(header)).toThrow(RangeError)
})
