import type { Conversation } from '../conversation.ts'
import { defineDetector, type Match } from '../detector.ts'
import { isWholeRecord, mappingsIn, parseRpcReply, programs, type RpcMapping, rpcRecord } from '../families/rpc.ts'

const xid = 0x70726d61
const dump = 4
/** What is asked for where the port mapper is not: those that are often on ports of their own. */
const others = [100_003, 100_005, 100_021, 100_024, 100_011, 100_004]

export default defineDetector({
  id: 'rpcbind',
  transport: 'tcp',
  summary: 'ONC RPC: the port mapper with its list of programs, and programs on ports of their own',
  source: 'RFC 1833 section 3 (PMAPPROC_DUMP); RFC 5531 sections 9 and 11',
  ports: [111],
  specificity: 85,
  safety: 'query',
  elsewhere: 4,
  hello: () => rpcRecord(xid, 100_000, 2, dump),
  isWhole: isWholeRecord,
  match(reply) {
    const answer = parseRpcReply(reply)
    if (answer?.xid !== xid) return null
    if (answer.outcome !== 'success')
      return { protocol: answer.outcome === 'no-program' ? 'rpc' : 'rpcbind', facts: { outcome: answer.outcome } }
    return { protocol: 'rpcbind', product: 'rpcbind', facts: { programs: listOf(mappingsIn(reply, answer.at)) } }
  },
  converse: (conversation, match) =>
    match.protocol === 'rpc' ? nameProgram(conversation, match) : Promise.resolve(match),
  examples: [
    {
      reply:
        '\x80\0\0\x48prma\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x01\x86\xa0\0\0\0\x04\0\0\0\x06\0\0\0\x6f\0\0\0\x01\0\x01\x86\xa5\0\0\0\x03\0\0\0\x11\0\0\x4e\x50\0\0\0\0',
      expect: { protocol: 'rpcbind', facts: { programs: ['rpcbind 4 tcp/111', 'mountd 3 udp/20048'] } },
    },
    {
      reply: '\x80\0\0\x18prma\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01',
      talk: [
        '\x80\0\0\x18prmb\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01',
        '\x80\0\0\x18prmc\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0',
      ],
      expect: { protocol: 'mountd' },
    },
  ],
})

function listOf(mappings: readonly RpcMapping[]): string[] {
  return mappings.map(
    ({ program, version, transport, port }) => `${programs[program] ?? program} ${version} ${transport}/${port}`,
  )
}

/** Procedure 0 does nothing; a program that is not there says so, any other answers in another way. */
async function nameProgram(conversation: Conversation, match: Match): Promise<Match> {
  for (const [i, program] of others.entries()) {
    const answer = parseRpcReply(await conversation.ask(rpcRecord(xid + 1 + i, program, 3, 0), isWholeRecord))
    if (answer === null) break
    if (answer.outcome !== 'no-program') return { ...match, protocol: programs[program]!, facts: {} }
  }
  return { ...match, facts: {} }
}
