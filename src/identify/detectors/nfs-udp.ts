import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { datagramOf, parseRpcReply, recordOf } from '../families/rpc.ts'
import nfs from './nfs.ts'

export default defineDetector({
  id: 'nfs-udp',
  transport: 'udp',
  summary: 'NFS servers over UDP, with the versions that they speak',
  source: 'RFC 5531 section 9 (PROG_MISMATCH), RFC 1813 section 3.3.0',
  ports: [2049],
  specificity: 50,
  safety: 'query',
  payload: 'nfs',
  match(reply) {
    const answer = parseRpcReply(recordOf(reply))
    return answer === null || answer.outcome === 'no-program' ? null : { protocol: 'nfs', facts: {} }
  },
  async converse(conversation, match) {
    const ask = async (record: Uint8Array) => recordOf(await conversation.ask(datagramOf(record)))
    const told = nfs.match(await ask(nfs.hello!(conversation)))
    return { ...match, version: told?.version, facts: told?.facts }
  },
  examples: [
    {
      // Layout of RFC 5531 section 9.
      reply: hex('2b7cd14e0000000100000000000000000000000000000000'),
      talk: [hex('70726e6600000001000000000000000000000000000000020000000300000003')],
      expect: { protocol: 'nfs', facts: { versions: '3 to 3' } },
    },
  ],
})
