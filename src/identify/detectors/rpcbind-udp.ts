import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { datagramOf, parseRpcReply, recordOf } from '../families/rpc.ts'
import rpcbind from './rpcbind.ts'

export default defineDetector({
  id: 'rpcbind-udp',
  transport: 'udp',
  summary: 'port mappers over UDP, with the programs that are registered',
  source: 'RFC 5531 section 9, RFC 1833 section 3 (PMAPPROC_DUMP reads the list)',
  ports: [111],
  specificity: 50,
  safety: 'query',
  payload: 'rpcbind',
  match(reply) {
    const answer = parseRpcReply(recordOf(reply))
    return answer === null || answer.outcome === 'no-program' ? null : { protocol: 'rpcbind', facts: {} }
  },
  async converse(conversation, match) {
    const ask = async (record: Uint8Array) => recordOf(await conversation.ask(datagramOf(record)))
    const told = rpcbind.match(await ask(rpcbind.hello!(conversation)))
    return { ...match, product: told?.product, facts: told?.facts }
  },
  examples: [
    {
      // rpcbind 1.2.6 with the mountd of nfs-utils 2.6.2; two of its twelve lines.
      reply: hex('8397d14e0000000100000000000000000000000000000000'),
      talk: [
        hex(
          '70726d61000000010000000000000000000000000000000000000001000186a000000004000000060000006f00000001000186a50000',
          '00030000001100004e5000000000',
        ),
      ],
      expect: { protocol: 'rpcbind', facts: { programs: ['rpcbind 4 tcp/111', 'mountd 3 udp/20048'] } },
    },
  ],
})
