import { defineDetector } from '../detector.ts'
import type { Reply } from '../reply.ts'

const magic = 'NBDMAGIC'
const optionMagic = 'IHAVEOPT'
/** NBD_OPT_LIST and its answers (doc/proto.md). */
const optionList = '\0\0\0\x03\0\0\0\0'
const replyMagic = '\0\x03\xe8\x89\x04\x55\x65\xa9'
const serverReply = 2
const optionAbort = '\0\0\0\x02\0\0\0\0'

export default defineDetector({
  id: 'nbd',
  transport: 'tcp',
  summary: 'network block devices',
  source: 'NetworkBlockDevice: doc/proto.md (fixed newstyle negotiation, NBD_OPT_LIST)',
  ports: [10809],
  specificity: 90,
  safety: 'query',
  greets: true,
  match(reply) {
    if (!reply.startsWith(magic)) return null
    const isNewStyle = reply.startsWith(optionMagic, 8)
    const flags = reply.u16(16)
    return {
      protocol: 'nbd',
      facts: {
        negotiation: isNewStyle ? ((flags & 1) === 1 ? 'fixed newstyle' : 'newstyle') : 'oldstyle',
        bytes: isNewStyle ? undefined : reply.u32(16) * 2 ** 32 + reply.u32(20),
      },
    }
  },
  /** The list of exports; none is opened. */
  async converse(conversation, match) {
    if (match.facts?.negotiation !== 'fixed newstyle') return match
    const noZeroes = '\0\0\0\x03'
    const list = await conversation.ask(Buffer.from(noZeroes + optionMagic + optionList, 'latin1'))
    if (conversation.isOpen) await conversation.ask(Buffer.from(optionMagic + optionAbort, 'latin1'), () => true)
    const exports = exportsIn(list)
    return { ...match, facts: { ...match.facts, exports: exports.length > 0 ? exports : undefined } }
  },
  examples: [
    {
      reply: 'NBDMAGICIHAVEOPT\0\x03',
      talk: [`${replyMagic}\0\0\0\x03\0\0\0\x02\0\0\0\x08\0\0\0\x04disk${replyMagic}\0\0\0\x03\0\0\0\x01\0\0\0\0`],
      expect: { protocol: 'nbd', facts: { negotiation: 'fixed newstyle', exports: ['disk'] } },
    },
  ],
})

/** Each: magic (8), option (4), type (4), length (4), then length of the name (4) and the name. */
function exportsIn(list: Reply): string[] {
  const names: string[] = []
  for (let at = 0; names.length < 50 && list.startsWith(replyMagic, at); at += 20 + list.u32(at + 16)) {
    if (list.u32(at + 16) < 0) break
    if (list.u32(at + 12) === serverReply) names.push(list.utf8(at + 24, at + 24 + list.u32(at + 20)))
  }
  return names
}
