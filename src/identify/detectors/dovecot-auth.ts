import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^VERSION\t(\d{1,2})\t(\d{1,3})\n(?:[A-Z]+(?:\t[^\n]{0,200})?\n)*?(?:MECH|SPID)\t`)
const mechanism = linear(String.raw`^MECH\t([A-Z0-9_-]{1,30})`)

export default defineDetector({
  id: 'dovecot-auth',
  transport: 'tcp',
  summary: 'log-ins of Dovecot for other servers',
  source: 'Dovecot: authentication protocol 1.2 (doc/auth-protocol.txt), server handshake',
  ports: [12_345],
  specificity: 80,
  safety: 'passive',
  greets: true,
  match(reply) {
    const [, major, minor] = greeting.exec(reply.slice(0, 2_000)) ?? []
    if (major === undefined) return null
    return {
      protocol: 'dovecot-auth',
      product: 'Dovecot',
      facts: {
        protocolVersion: `${major}.${minor}`,
        auth: reply.lines.flatMap((line) => mechanism.exec(line)?.[1] ?? []),
      },
    }
  },
  examples: [
    {
      reply:
        'VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t18021\nCUID\t25\nCOOKIE\t42dd3f783d504a465ee5b56a14238314\nDONE\n',
      expect: { protocol: 'dovecot-auth', product: 'Dovecot', facts: { protocolVersion: '1.2', auth: ['PLAIN'] } },
    },
  ],
})
