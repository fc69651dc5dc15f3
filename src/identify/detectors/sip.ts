import sip from '../../knowledge/payloads/sip.ts'
import { defineDetector } from '../detector.ts'
import { matchSip } from '../families/sip-software.ts'
import { Reply } from '../reply.ts'

export default defineDetector({
  id: 'sip',
  transport: 'tcp',
  summary: 'SIP servers and phones, over TCP',
  source: 'RFC 3261 sections 7.2, 11 and 18',
  ports: [5060],
  tlsPorts: [5061],
  specificity: 90,
  safety: 'hello',
  elsewhere: 6,
  hello(context) {
    const transport = context.isTls ? 'SIP/2.0/TLS' : 'SIP/2.0/TCP'
    return Reply.of(new Reply(sip.build(context)).text.replace('SIP/2.0/UDP', transport)).bytes
  },
  isWhole: (reply) => reply.includes('\r\n\r\n'),
  match: matchSip,
  examples: [
    {
      reply:
        'SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP portreeve.invalid;rport=38078;branch=z9hG4bKx;received=127.0.0.1\r\n' +
        'From: <sip:portreeve.invalid>;tag=x\r\nTo: <sip:portreeve.invalid>;tag=37b4ebb05e6fdffb2793f6e488c5ec7b.27050000\r\n' +
        'Call-ID: x@portreeve.invalid\r\nCSeq: 1 OPTIONS\r\nServer: kamailio (5.6.3 (x86_64/linux))\r\nContent-Length: 0\r\n\r\n',
      expect: { protocol: 'sip', product: 'Kamailio', version: '5.6.3' },
    },
  ],
})
