import { defineDetector } from '../detector.ts'
import { isWholeRecord, parseRpcReply, rpcRecord } from '../families/rpc.ts'

const program = 100_003
const noSuchVersion = 99
const xid = 0x70726e66

export default defineDetector({
  id: 'nfs',
  transport: 'tcp',
  summary: 'NFS servers, with the versions they speak',
  source: 'RFC 1813; RFC 8881; RFC 5531 section 9 (PROG_MISMATCH)',
  ports: [2049],
  specificity: 86,
  safety: 'hello',
  hello: () => rpcRecord(xid, program, noSuchVersion, 0),
  isWhole: isWholeRecord,
  match(reply) {
    const answer = parseRpcReply(reply)
    if (answer?.xid !== xid || answer.outcome === 'no-program') return null
    return {
      protocol: 'nfs',
      version: answer.versions?.[1].toString(),
      facts: { versions: answer.versions?.join(' to ') },
    }
  },
  examples: [
    {
      reply: '\x80\0\0 prnf\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0\x03\0\0\0\x04',
      expect: { protocol: 'nfs', facts: { versions: '3 to 4' } },
    },
  ],
})
