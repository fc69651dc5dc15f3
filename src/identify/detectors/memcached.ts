import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`^VERSION ([\w.+-]{1,60})\r\n$`)
const libevent = linear(String.raw`^STAT libevent (\S+)`, 'm')

export default defineDetector({
  id: 'memcached',
  transport: 'tcp',
  summary: 'memcached',
  source: 'memcached: doc/protocol.txt (version, stats)',
  ports: [11211],
  specificity: 80,
  safety: 'query',
  elsewhere: 4,
  hello: () => Buffer.from('version\r\n'),
  isWhole: (reply) => reply.text.endsWith('\r\n'),
  match(reply) {
    const number = version.exec(reply.text)?.[1]
    if (number !== undefined)
      return {
        protocol: 'memcached',
        product: 'memcached',
        version: number,
        cpe: [cpe('a', 'memcached', 'memcached', number)],
      }
    if (reply.startsWith('CLIENT_ERROR unauthenticated\r\n'))
      return { protocol: 'memcached', product: 'memcached', facts: { authRequired: true } }
    return null
  },
  async converse(conversation, match) {
    const reply = await conversation.ask(
      'stats\r\n',
      ({ text }) => text.endsWith('END\r\n') || !text.startsWith('STAT'),
    )
    await conversation.ask('quit\r\n', () => true)
    const needsAuth = reply.startsWith('CLIENT_ERROR unauthenticated')
    if (!needsAuth && !reply.startsWith('STAT ')) return match
    return { ...match, facts: { ...match.facts, authRequired: needsAuth, libevent: libevent.exec(reply.text)?.[1] } }
  },
  examples: [
    {
      reply: 'VERSION 1.6.18\r\n',
      talk: [
        'STAT pid 17824\r\nSTAT uptime 121\r\nSTAT time 1795365164\r\nSTAT version 1.6.18\r\nSTAT libevent 2.1.12-stable\r\nEND\r\n',
      ],
      expect: {
        protocol: 'memcached',
        version: '1.6.18',
        cpe: ['cpe:2.3:a:memcached:memcached:1.6.18:*:*:*:*:*:*:*'],
        facts: { authRequired: false, libevent: '2.1.12-stable' },
      },
    },
  ],
})
