import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'mgcp-udp',
  transport: 'udp',
  summary: 'media gateways',
  source: 'RFC 3435 sections 2.4 (return codes) and 3.3 (responses)',
  ports: [2427],
  specificity: 50,
  safety: 'hello',
  payload: 'mgcp',
  match(reply) {
    // Code, transaction, perhaps a package, a comment.
    const groups = /^(\d{3}) (\d{1,9})(?: (\/[\w-]{1,30})?\s*([\x20-\x7e]{0,200}))?\r?$/.exec(reply.line(0))
    if (groups === null) return null
    return { protocol: 'mgcp', confidence: 0.8, facts: { code: Number(groups[1]), comment: groups[4] } }
  },
  examples: [
    {
      // As RFC 3435 section 3.3 words it: no endpoint of that name.
      reply: '500 1204 Endpoint unknown\r\n',
      expect: { protocol: 'mgcp', facts: { code: 500, comment: 'Endpoint unknown' } },
    },
  ],
})
