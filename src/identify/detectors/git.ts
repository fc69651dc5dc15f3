import { defineDetector } from '../detector.ts'

/** A repository that nobody has: the answer is an error, in git's own framing (pkt-line). */
const request = 'git-upload-pack /portreeve-was-here\0host=portreeve.invalid\0'

export default defineDetector({
  id: 'git',
  transport: 'tcp',
  summary: 'git daemons',
  source: 'git: Documentation/gitprotocol-pack.txt (Git Transport, pkt-line, ERR)',
  ports: [9418],
  specificity: 85,
  safety: 'hello',
  hello: () => Buffer.from(`${(request.length + 4).toString(16).padStart(4, '0')}${request}`, 'latin1'),
  match(reply) {
    const length = Number.parseInt(reply.slice(0, 4), 16)
    if (!/^[0-9a-f]{4}(?:ERR |version [12]\n|[0-9a-f]{40} )/.test(reply.slice(0, 60)) || length < 8) return null
    const says = reply.slice(8, length).trim()
    return { protocol: 'git', product: 'git daemon', facts: { says: reply.startsWith('ERR ', 4) ? says : undefined } }
  },
  examples: [
    {
      reply: '0045ERR access denied or repository not exported: /portreeve-was-here',
      expect: { protocol: 'git', facts: { says: 'access denied or repository not exported: /portreeve-was-here' } },
    },
  ],
})
