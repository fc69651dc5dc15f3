import { lines } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'spamd',
  transport: 'tcp',
  summary: 'SpamAssassin, and rspamd in its place',
  source: 'SpamAssassin: spamd/PROTOCOL, PING',
  ports: [783],
  specificity: 85,
  safety: 'hello',
  hello: () => lines('PING SPAMC/1.5', ''),
  isWhole: (reply) => reply.text.endsWith('\n'),
  match(reply) {
    const groups = /^SPAMD\/(\d\.\d) (\d{1,3}) ([^\r\n]{1,100})/.exec(reply.text)
    if (groups === null) return null
    const product = 'SpamAssassin spamd'
    return { protocol: 'spamd', product, facts: { protocolVersion: groups[1], answer: `${groups[2]} ${groups[3]}` } }
  },
  examples: [
    {
      reply: 'SPAMD/1.5 0 PONG\r\n',
      expect: { protocol: 'spamd', facts: { protocolVersion: '1.5', answer: '0 PONG' } },
    },
    {
      reply: 'SPAMD/1.0 76 Bad header line: (Unknown method: GET)\r\n',
      expect: { protocol: 'spamd', facts: { protocolVersion: '1.0' } },
    },
  ],
})
