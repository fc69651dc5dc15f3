import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import { payloads } from '../../knowledge/payloads.gen.ts'
import { defineDetector } from '../detector.ts'
import { askDnsServer, matchDns } from '../families/dns-server.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

/** Over TCP each message follows its length. */
const framed = (message: Uint8Array) => bytes(u16(message.length), message)
const unframed = (reply: Reply) => reply.part(2, 2 + Math.max(0, reply.u16(0)))
const isWhole = (reply: Reply) => reply.length >= 2 && reply.length >= 2 + reply.u16(0)

export default defineDetector({
  id: 'dns',
  transport: 'tcp',
  summary: 'name servers over TCP',
  source: 'RFC 7766 section 8 (length before each message), RFC 1035 section 4.1, RFC 4892',
  ports: [53],
  tlsPorts: [853],
  specificity: 60,
  safety: 'query',
  hello: (context) => framed(payloads.dns.build({ random: (bytes) => context.random(bytes) })),
  isWhole,
  elsewhere: 4,
  match: (reply) => (isWhole(reply) && reply.length === 2 + reply.u16(0) ? matchDns(unframed(reply)) : null),
  async converse(conversation, match) {
    const ask = async (question: Uint8Array) => unframed(await conversation.ask(framed(question), isWhole))
    return askDnsServer(ask, conversation, match)
  },
  examples: [
    {
      reply: hex('00117027808000010000000000000000020001'),
      talk: [
        hex(
          '00391234808000010001000000000776657273696f6e0462696e640000100003c00c0010000300000000000f0e756e626f756e6420',
          '312e31372e31',
        ),
      ],
      expect: { protocol: 'dns', product: 'Unbound', version: '1.17.1', facts: { recursion: true } },
    },
  ],
})
