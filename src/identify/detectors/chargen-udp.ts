import { defineDetector } from '../detector.ts'
import { matchChargen } from '../families/small-services.ts'

export default defineDetector({
  id: 'chargen-udp',
  transport: 'udp',
  summary: 'characters, sent to whoever is named as the sender',
  source: 'RFC 864',
  ports: [19],
  specificity: 90,
  safety: 'hello',
  payload: 'chargen',
  match: matchChargen,
  examples: [
    // inetd of GNU inetutils 2.4.
    {
      reply: ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n',
      expect: { protocol: 'chargen', facts: { lineLength: 72 } },
    },
  ],
})
