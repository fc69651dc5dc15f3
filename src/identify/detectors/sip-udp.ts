import { defineDetector } from '../detector.ts'
import { matchSip } from '../families/sip-software.ts'

export default defineDetector({
  id: 'sip-udp',
  transport: 'udp',
  summary: 'SIP servers and phones',
  source: 'RFC 3261 sections 7.2 and 11',
  ports: [5060],
  specificity: 90,
  safety: 'hello',
  payload: 'sip',
  elsewhere: 4,
  match: matchSip,
  examples: [
    {
      reply:
        'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP portreeve.invalid;rport=46553;branch=z9hG4bKb5803e503db02734;' +
        'received=127.0.0.1\r\nFrom: <sip:portreeve.invalid>;tag=b5803e503db02734\r\n' +
        'To: <sip:portreeve.invalid>;tag=9dd61ff61e802d8e2bef5f14621ef3c2.27050000\r\n' +
        'Call-ID: b5803e503db02734@portreeve.invalid\r\nCSeq: 1 OPTIONS\r\nServer: kamailio (5.6.3 (x86_64/linux))\r\n' +
        'Content-Length: 0\r\n\r\n',
      expect: {
        protocol: 'sip',
        product: 'Kamailio',
        version: '5.6.3',
        cpe: ['cpe:2.3:a:kamailio:kamailio:5.6.3:*:*:*:*:*:*:*'],
        facts: { status: 200 },
      },
    },
    {
      reply: 'SIP/2.0 200 OK\r\nServer: Asterisk PBX 16.28.0~dfsg-0\r\nAllow: OPTIONS, INVITE\r\n\r\n',
      expect: {
        protocol: 'sip',
        product: 'Asterisk',
        version: '16.28.0',
        facts: { methods: ['OPTIONS', 'INVITE'] },
      },
    },
  ],
})
