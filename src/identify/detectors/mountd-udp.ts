import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { datagramOf, parseRpcReply, recordOf } from '../families/rpc.ts'
import { exportCall, exportsIn } from '../families/rpc-exports.ts'
import mountd from './mountd.ts'

export default defineDetector({
  id: 'mountd-udp',
  transport: 'udp',
  summary: 'NFS mount daemons over UDP, with what they export',
  source: 'RFC 5531 section 9, RFC 1813 section 5.2.5 (MOUNTPROC3_EXPORT)',
  ports: [20048],
  specificity: 50,
  safety: 'query',
  payload: 'mountd',
  match(reply) {
    const answer = parseRpcReply(recordOf(reply))
    return answer === null || answer.outcome === 'no-program' ? null : { protocol: 'mountd', facts: {} }
  },
  async converse(conversation, match) {
    const ask = async (record: Uint8Array) => recordOf(await conversation.ask(datagramOf(record)))
    const told = mountd.match(await ask(mountd.hello!(conversation)))
    const exports = exportsIn(await ask(exportCall))
    return { ...match, facts: { ...told?.facts, exports } }
  },
  examples: [
    {
      // nfs-utils 2.6.2; the export in the layout of RFC 1813.
      reply: hex('a571837b0000000100000000000000000000000000000000'),
      talk: [
        hex('70726d6400000001000000000000000000000000000000020000000100000003'),
        hex(
          '70726d650000000100000000000000000000000000000000000000010000000b2f7372762f7075626c696300000000000000000000',
        ),
      ],
      expect: { protocol: 'mountd', facts: { versions: '1 to 3', exports: ['/srv/public to everybody'] } },
    },
  ],
})
