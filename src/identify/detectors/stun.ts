import stun from '../../knowledge/payloads/stun.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import udp from './stun-udp.ts'

export default defineDetector({
  id: 'stun',
  transport: 'tcp',
  summary: 'STUN and TURN servers, over TCP',
  source: 'RFC 8489 sections 5, 6.2.2 and 14: over TCP a message is as over UDP, as it tells its length',
  ports: [3478, 3479],
  tlsPorts: [5349, 5350],
  specificity: 90,
  safety: 'query',
  elsewhere: 6,
  hello: (context) => stun.build(context),
  isWhole: (reply) => reply.u16(2) >= 0 && reply.length >= 20 + reply.u16(2),
  match: (reply) => udp.match(reply),
  converse: (conversation, match, reply) => udp.converse!(conversation, match, reply),
  examples: [
    {
      reply: hex(
        '0101003c2112a44230313233343536373839414200200008000197565e12a443000100080001b6447f000001802b000800010c237f00',
        '000180220014436f7475726e2d342e362e312027476f72737427',
      ),
      expect: { protocol: 'stun', product: 'coturn', version: '4.6.1' },
    },
  ],
})
