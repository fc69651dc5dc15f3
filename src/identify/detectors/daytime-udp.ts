import { defineDetector } from '../detector.ts'
import { matchDaytime } from '../families/small-services.ts'

export default defineDetector({
  id: 'daytime-udp',
  transport: 'udp',
  summary: 'the time as text, sent to whoever is named as the sender',
  source: 'RFC 867',
  ports: [13],
  specificity: 60,
  safety: 'hello',
  payload: 'daytime',
  match: matchDaytime,
  examples: [
    // inetd of GNU inetutils 2.4.
    { reply: 'Sun Nov 22 17:01:24 2026\r\n', expect: { protocol: 'daytime', facts: { layout: 'ctime' } } },
  ],
})
