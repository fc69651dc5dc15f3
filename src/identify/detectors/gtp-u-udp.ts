import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const ECHO_RESPONSE = 2
const header = 8

export default defineDetector({
  id: 'gtp-u-udp',
  transport: 'udp',
  summary: 'mobile network gateways, user plane',
  source: '3GPP TS 29.281 sections 5.1 and 7.2.2',
  ports: [2152],
  specificity: 75,
  safety: 'hello',
  payload: 'gtp-u',
  match(reply) {
    const isVersion1 = reply.u8(0) >> 4 === 3
    const isWhole = reply.length > header && reply.u16(2) + header === reply.length
    if (!isVersion1 || !isWhole || reply.u8(1) !== ECHO_RESPONSE || reply.u32(4) !== 0) return null
    return { protocol: 'gtp', facts: { plane: 'user', gtpVersion: 1 } }
  },
  examples: [
    {
      // As TS 29.281 section 7.2.2 draws it: sequence number, then Recovery.
      reply: hex('3202000600000000abcd00000e00'),
      expect: { protocol: 'gtp', facts: { plane: 'user' } },
    },
  ],
})
