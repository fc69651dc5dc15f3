import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const answer = linear(String.raw`^(?:VERSION\tdoveadm-(?:client|server)\t(\d{1,2})\t(\d{1,3})\n)([+-])\n`)

export default defineDetector({
  id: 'doveadm',
  transport: 'tcp',
  summary: 'administration of Dovecot',
  source: 'Dovecot: src/doveadm/client-connection-tcp.c (VERSION; + without and - with a password)',
  ports: [24_245],
  tlsPorts: [24_245],
  specificity: 85,
  safety: 'hello',
  hello: () => Buffer.from('VERSION\tdoveadm-server\t1\t2\n'),
  isWhole: (reply) => /\n[+-]\n$/.test(reply.slice(-4)),
  match(reply) {
    const [, major, minor, sign] = answer.exec(reply.slice(0, 100)) ?? []
    if (sign === undefined) return null
    return {
      protocol: 'doveadm',
      product: 'Dovecot',
      facts: { protocolVersion: `${major}.${minor}`, authRequired: sign === '-' },
    }
  },
  examples: [
    {
      reply: 'VERSION\tdoveadm-client\t1\t2\n-\n',
      expect: { protocol: 'doveadm', product: 'Dovecot', facts: { protocolVersion: '1.2', authRequired: true } },
    },
  ],
})
