import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestReply, Reply } from './reply.ts'

const offset = fc.integer({ min: -70_000, max: 70_000 })

describe('a reply', () => {
  it('reads numbers as DataView does, and -1 where there are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: -8, max: 72 }), (bytes, at) => {
        const reply = new Reply(bytes)
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
        const has = (length: number) => at >= 0 && at + length <= bytes.length
        expect(reply.u8(at)).toBe(has(1) ? view.getUint8(at) : -1)
        expect(reply.u16(at)).toBe(has(2) ? view.getUint16(at) : -1)
        expect(reply.u16le(at)).toBe(has(2) ? view.getUint16(at, true) : -1)
        expect(reply.u24(at)).toBe(has(3) ? view.getUint16(at) * 256 + view.getUint8(at + 2) : -1)
        expect(reply.u32(at)).toBe(has(4) ? view.getUint32(at) : -1)
        expect(reply.u32le(at)).toBe(has(4) ? view.getUint32(at, true) : -1)
      }),
    )
  })

  it('never throws, whatever is asked of it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), offset, offset, (bytes, start, end) => {
        const reply = new Reply(bytes)
        expect(reply.slice(start, end).length).toBeLessThanOrEqual(bytes.length)
        for (const text of [reply.utf8(start, end), reply.utf16(start, end), reply.cString(start), reply.line(start)])
          expect(text.length).toBeLessThanOrEqual(bytes.length)
        expect(reply.part(start, end).length).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })

  it('is cut at 64 KiB, its lines at 2,048 characters and 256 in number', () => {
    const reply = new Reply(Buffer.alloc(longestReply + 10, 'x'))
    expect(reply.length).toBe(longestReply)
    expect(reply.line(0)).toHaveLength(2_048)
    expect(new Reply(Buffer.alloc(longestReply, '\n')).lines).toHaveLength(256)
    expect(Reply.of('a\r\nb\nc').lines).toEqual(['a', 'b', 'c'])
  })
})
