import { defineDetector } from '../detector.ts'
import { isWholeRecord, parseRpcReply, rpcRecord } from '../families/rpc.ts'
import { exportCall, exportsIn } from '../families/rpc-exports.ts'

const program = 100_005
const noSuchVersion = 99
const xid = 0x70726d64

export default defineDetector({
  id: 'mountd',
  transport: 'tcp',
  summary: 'NFS mount daemons, with what they export',
  source: 'RFC 1813 appendix I (MOUNTPROC3_EXPORT); RFC 5531 section 9 (PROG_MISMATCH)',
  ports: [20048, 635],
  specificity: 86,
  safety: 'query',
  hello: () => rpcRecord(xid, program, noSuchVersion, 0),
  isWhole: isWholeRecord,
  match(reply) {
    const answer = parseRpcReply(reply)
    if (answer?.xid !== xid || answer.outcome === 'no-program') return null
    return { protocol: 'mountd', facts: { versions: answer.versions?.join(' to ') } }
  },
  /** The list of exports, as showmount asks for it. */
  async converse(conversation, match) {
    const exports = exportsIn(await conversation.ask(exportCall, isWholeRecord))
    return { ...match, facts: { ...match.facts, exports } }
  },
  examples: [
    {
      reply: '\x80\0\0 prmd\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x01\0\0\0\x03',
      talk: [
        '\x80\0\0\x38prme\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\x04/srv\0\0\0\x01\0\0\0\x09*.example\0\0\0\0\0\0\0\0\0\0\0',
      ],
      expect: { protocol: 'mountd', facts: { versions: '1 to 3', exports: ['/srv to *.example'] } },
    },
  ],
})
