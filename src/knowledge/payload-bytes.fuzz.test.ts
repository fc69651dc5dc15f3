import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Payload } from './payload.ts'
import { berAt, hasText, includesText, u16At, u32At } from './payload-bytes.ts'
import { payloads } from './payloads.gen.ts'

const all: readonly Payload[] = Object.values(payloads)
const zeros = { random: (bytes: number) => new Uint8Array(bytes) }

/** Arbitrary bytes, and bytes that begin as the protocol does: cut short, flipped, or with more behind. */
function replies(payload: Payload): fc.Arbitrary<Uint8Array> {
  const request = payload.build(zeros)
  const mutated = fc
    .record({ cut: fc.nat(request.length), flips: fc.array(fc.tuple(fc.nat(64), fc.nat(255))), more: fc.uint8Array() })
    .map(({ cut, flips, more }) => {
      const reply = Buffer.concat([request.subarray(0, cut), more])
      for (const [at, byte] of flips) if (at < reply.length) reply[at] = byte
      return new Uint8Array(reply)
    })
  return fc.oneof(fc.uint8Array({ maxLength: 80 }), mutated)
}

describe.each(all.map((payload) => [payload.protocol, payload] as const))('isReply of %s', (_, payload) => {
  it('answers true or false to whatever comes', () => {
    fc.assert(
      fc.property(replies(payload), (reply) => {
        expect(typeof payload.isReply?.(reply)).toBe('boolean')
      }),
      { numRuns: 200 },
    )
  })

  it('answers to the largest datagrams there are', () => {
    for (const byte of [0x00, 0x30, 0x80, 0x84, 0xff]) {
      expect(typeof payload.isReply?.(new Uint8Array(65_507).fill(byte))).toBe('boolean')
    }
  })
})

describe('the readers of foreign bytes', () => {
  it('stay inside the datagram', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(50), fc.string(), (reply, offset, text) => {
        expect(u16At(reply, offset) >= 0).toBe(offset + 2 <= reply.length)
        expect(u32At(reply, offset) >= 0).toBe(offset + 4 <= reply.length)
        if (hasText(reply, text, offset)) expect(offset + text.length).toBeLessThanOrEqual(reply.length)
        includesText(reply, text)
        const element = berAt(reply, offset)
        if (element !== undefined) {
          expect(element.start).toBeGreaterThan(offset)
          expect(element.end).toBeGreaterThanOrEqual(element.start)
          expect(element.end).toBeLessThanOrEqual(reply.length)
        }
      }),
    )
  })
})
