import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const ECHO_RESPONSE = 2
const VERSION_NOT_SUPPORTED = 3
/** Length counts what follows the first four bytes in version 2, the first eight in version 1. */
const counted: Readonly<Record<number, number>> = { 1: 8, 2: 4 }

export default defineDetector({
  id: 'gtp-c-udp',
  transport: 'udp',
  summary: 'mobile network gateways, control plane: which version they speak',
  source: '3GPP TS 29.274 sections 5.5.2 and 7.1; 3GPP TS 29.060 section 6 (version 1)',
  ports: [2123],
  specificity: 75,
  safety: 'hello',
  payload: 'gtp-c',
  match(reply) {
    const [version, kind] = [reply.u8(0) >> 5, reply.u8(1)]
    const isWhole = reply.length >= 8 && reply.u16(2) + (counted[version] ?? Infinity) === reply.length
    if (!isWhole || (kind !== ECHO_RESPONSE && kind !== VERSION_NOT_SUPPORTED)) return null
    // Recovery: type 3, one byte.
    const restarts = version === 2 && reply.u8(8) === 3 && reply.u16(9) === 1 ? reply.u8(12) : undefined
    return { protocol: 'gtp', facts: { plane: 'control', gtpVersion: version, restarts } }
  },
  examples: [
    {
      // As TS 29.274 section 7.1.2 draws it.
      reply: hex('4002000900012300030001000b'),
      expect: { protocol: 'gtp', facts: { gtpVersion: 2, restarts: 11 } },
    },
  ],
})
