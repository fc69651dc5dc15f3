import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const clientVersion = 1
const [status, statusVersion] = [5, 0x101]

export default defineDetector({
  id: 'sphinx',
  transport: 'tcp',
  summary: 'Sphinx and Manticore, full text search, by their own protocol',
  source: 'Sphinx: api/sphinxapi.php (handshake, SEARCHD_COMMAND_STATUS)',
  ports: [9312],
  specificity: 60,
  safety: 'query',
  greets: true,
  isWhole: (reply) => reply.length >= 4,
  /** The version of its protocol, and nothing else. */
  match: (reply) =>
    reply.length === 4 && reply.u32(0) === 1 ? { protocol: 'sphinx', confidence: 0.6, facts: {} } : null,
  /** Its figures, by which it is known for sure; only Manticore counts calls of stored queries. */
  async converse(conversation, match) {
    const question = bytes(u32(clientVersion), u16(status), u16(statusVersion), u32(4), u32(1))
    const reply = await conversation.ask(question, (answer) => answer.u32(4) >= 0 && answer.length >= 8 + answer.u32(4))
    const isStatus =
      reply.u16(0) === 0 && reply.u16(2) >= 0x100 && reply.includes('\x06uptime') && reply.includes('command_search')
    if (!isStatus) return { ...match, confidence: 0.3 }
    const product = reply.includes('command_callpq')
      ? { product: 'Manticore Search', vendor: 'Manticore' }
      : { product: 'Sphinx', vendor: 'Sphinx' }
    return { ...match, ...product, confidence: 0.9, facts: { authRequired: false } }
  },
  examples: [
    {
      reply: '\0\0\0\x01',
      talk: [
        '\0\0\x01\x01\0\0\x02\xd5\0\0\0\x1f\0\0\0\x02\0\0\0\x06uptime\0\0\0\x0210\0\0\0\x0bconnections\0\0\0\x013\0\0\0\tmaxed_out\0\0\0\x010\0\0\0\x0ecommand_search\0\0\0\x010',
      ],
      expect: { protocol: 'sphinx', product: 'Sphinx', confidence: 0.9, facts: { authRequired: false } },
    },
  ],
})
