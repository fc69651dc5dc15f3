import { defineDetector } from '../detector.ts'
import { matchDaytime } from '../families/small-services.ts'

export default defineDetector({
  id: 'daytime',
  transport: 'tcp',
  summary: 'the time as text',
  source: 'RFC 867; layouts of inetutils, xinetd, Windows, NIST and IOS',
  ports: [13],
  specificity: 60,
  safety: 'passive',
  greets: true,
  match: matchDaytime,
  examples: [
    // inetd of GNU inetutils 2.4.
    { reply: 'Sun Nov 22 17:01:24 2026\r\n', expect: { protocol: 'daytime', facts: { layout: 'ctime' } } },
    // xinetd: src/builtins.c.
    { reply: '22 NOV 2026 17:01:24 UTC\r\n', expect: { protocol: 'daytime', product: 'xinetd' } },
    // As the time servers of NIST describe it.
    {
      reply: '\n60638 26-11-22 17:01:24 00 0 0 123.4 UTC(NIST) * \n',
      expect: { protocol: 'daytime', facts: { layout: 'nist' } },
    },
    // Simple TCP/IP Services.
    { reply: '5:01:24 PM 11/22/2026\n', expect: { protocol: 'daytime', os: 'Windows' } },
  ],
})
