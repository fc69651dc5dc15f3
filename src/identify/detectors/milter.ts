import { bytes, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

/** A length, `O`, and three numbers. */
const packetLength = 17
/** All that a mail server can offer: who wants more than it is offered writes an error into its log. */
const [newestVersion, allActions, allSteps] = [6, 0x1ff, 0x1f_ffff]
const actions = [
  'add-headers',
  'change-body',
  'add-recipients',
  'delete-recipients',
  'change-headers',
  'quarantine',
  'change-sender',
  'add-recipients-with-arguments',
  'set-symbol-list',
] as const

export default defineDetector({
  id: 'milter',
  transport: 'tcp',
  summary: 'filters of mail servers: OpenDKIM, ClamAV, Rspamd, …',
  source: 'libmilter: include/libmilter/mfdef.h (SMFIC_OPTNEG, SMFIF_*) and libmilter/engine.c (st_optionneg)',
  ports: [8891, 8893, 7357, 11332],
  specificity: 80,
  safety: 'query',
  hello: () => bytes(u32(packetLength - 4), 'O', u32(newestVersion), u32(allActions), u32(allSteps)),
  isWhole: (reply) => reply.length >= packetLength,
  match(reply) {
    const isNegotiation = reply.u32(0) === packetLength - 4 && reply.u8(4) === 0x4f && reply.length >= packetLength
    const isOffered = reply.u32(9) <= allActions && reply.u32(13) <= allSteps
    const version = reply.u32(5)
    if (!isNegotiation || !isOffered || version < 2 || version > newestVersion) return null
    return { protocol: 'milter', facts: { protocolVersion: version, actions: actionsIn(reply) } }
  },
  async converse(conversation, match) {
    await conversation.ask(bytes(u32(1), 'Q'), () => true)
    return match
  },
  examples: [
    // OpenDKIM 2.11.0.
    {
      reply: hex('0000000d4f000000060000011100100702'),
      expect: {
        protocol: 'milter',
        facts: { protocolVersion: 6, actions: ['add-headers', 'change-headers', 'set-symbol-list'] },
      },
    },
  ],
})

function actionsIn(reply: Reply): string[] {
  const wanted = reply.u32(9)
  return actions.filter((_, bit) => (wanted & (1 << bit)) !== 0)
}
