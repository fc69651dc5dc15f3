import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { matchTime } from '../families/small-services.ts'

export default defineDetector({
  id: 'time-udp',
  transport: 'udp',
  summary: 'the seconds since 1900, over UDP',
  source: 'RFC 868; inetutils src/inetd.c (machtime)',
  ports: [37],
  specificity: 10,
  safety: 'hello',
  payload: 'time',
  match: matchTime,
  examples: [
    // inetd of GNU inetutils 2.4.
    {
      reply: hex('eead9e6900000000'),
      expect: { protocol: 'time', product: 'GNU inetutils inetd', facts: { time: '2026-11-22T17:01:29.000Z' } },
    },
    { reply: hex('eead9e69'), expect: { protocol: 'time', confidence: 0.6 } },
  ],
})
