import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const FULL_FRAME = 0x8000
const IAX_FRAME = 6
const PONG = 0x03
const header = 12

export default defineDetector({
  id: 'iax2-udp',
  transport: 'udp',
  summary: 'telephone exchanges that speak IAX2, as Asterisk does',
  source: 'RFC 5456 sections 6.7.2 (PONG) and 8.1.1 (full frames)',
  ports: [4569],
  specificity: 75,
  safety: 'hello',
  payload: 'iax2',
  match(reply) {
    const isFull = reply.length >= header && reply.u16(0) >= FULL_FRAME && reply.u16(2) > 0
    const isPong = reply.u8(10) === IAX_FRAME && reply.u8(11) === PONG
    // Nothing was received of us before: our first message is acknowledged, theirs is the first or second.
    if (!isFull || !isPong || reply.u8(8) > 2 || reply.u8(9) > 2) return null
    return { protocol: 'iax2', facts: { callNumber: reply.u16(0) - FULL_FRAME } }
  },
  examples: [
    {
      // As RFC 5456 section 8.1.1 draws it.
      reply: hex('80011a2b0000000300010603'),
      expect: { protocol: 'iax2', facts: { callNumber: 1 } },
    },
  ],
})
