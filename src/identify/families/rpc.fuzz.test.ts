import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { Reply } from '../reply.ts'
import { isWholeRecord, mappingsIn, parseRpcReply, rpcRecord, xdrText } from './rpc.ts'

const words = fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 4, 0x80000020), fc.nat(0xffffffff)), { maxLength: 60 })
const foreign = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  words.map((some) => bytes(...some.map(u32))),
)

describe('RPC records', () => {
  it('never throw and stay inside, whatever comes', () => {
    fc.assert(
      fc.property(foreign, fc.nat(300), (some, at) => {
        const reply = new Reply(some)
        isWholeRecord(reply)
        parseRpcReply(reply)
        expect(mappingsIn(reply, at).length).toBeLessThanOrEqual(200)
        expect(xdrText(reply, at)?.text.length ?? 0).toBeLessThanOrEqual(300)
      }),
    )
    const endless = new Reply(new Uint8Array(65_536).map((_, i) => (i % 4 === 3 ? 1 : 0)))
    expect(mappingsIn(endless, 0)).toHaveLength(200)
  })

  it('of a call are no reply', () => {
    expect(parseRpcReply(new Reply(rpcRecord(7, 100_000, 2, 4)))).toBeNull()
  })
})
