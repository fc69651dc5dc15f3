import { defineDetector } from '../detector.ts'
import type { Reply } from '../reply.ts'
import { isWholeRecord, parseRpcReply, rpcRecord, xdrText } from '../rpc.ts'

const program = 100_005
const noSuchVersion = 99
const xid = 0x70726d64
const exportList = 5
const most = 50

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
    const reply = await conversation.ask(rpcRecord(xid + 1, program, 3, exportList), isWholeRecord)
    const answer = parseRpcReply(reply)
    if (answer?.outcome !== 'success') return match
    return { ...match, facts: { ...match.facts, exports: exportsIn(reply, answer.at) } }
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

/** Each a directory and the groups that may mount it (exportnode). */
function exportsIn(reply: Reply, start: number): string[] {
  const exports: string[] = []
  let at = start
  while (exports.length < most && reply.u32(at) === 1) {
    const directory = xdrText(reply, at + 4)
    if (directory === null) break
    const groups: string[] = []
    at = directory.next
    while (groups.length < most && reply.u32(at) === 1) {
      const group = xdrText(reply, at + 4)
      if (group === null) return exports
      groups.push(group.text)
      at = group.next
    }
    at += 4
    exports.push(`${directory.text} to ${groups.join(' ') || 'everybody'}`)
  }
  return exports
}
