import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { matchIke } from '../families/ike.ts'

export default defineDetector({
  id: 'ike-nat-t-udp',
  transport: 'udp',
  summary: 'IPsec key exchange behind address translation',
  source: 'RFC 3948 section 2.2 (four zero bytes before what is no ESP), RFC 7296 section 3.1',
  ports: [4500],
  specificity: 80,
  safety: 'hello',
  payload: 'ike-nat-t',
  match: (reply) => (reply.u32(0) === 0 ? matchIke(reply.part(4)) : null),
  examples: [
    {
      reply: hex('000000009bfb61b3325d99928c8645b2e06aa1cd292022200000000000000024000000080000000e'),
      expect: { protocol: 'ike', facts: { notifies: ['no proposal chosen'] } },
    },
  ],
})
