import { defineDetector } from '../detector.ts'

/** The payload's word and four random bytes. */
const word = 'portreeve '

export default defineDetector({
  id: 'echo-udp',
  transport: 'udp',
  summary: 'what was said comes back, to whoever is named as the sender',
  source: 'RFC 862',
  ports: [7],
  specificity: 95,
  safety: 'hello',
  payload: 'echo',
  match: (reply) => (reply.startsWith(word) && reply.length === word.length + 4 ? { protocol: 'echo' } : null),
  examples: [{ reply: 'portreeve a\xb0\x20\x0c', expect: { protocol: 'echo' } }],
})
