import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

/** By the line of INFO that only it has. */
const relatives = [
  { key: 'valkey_version', product: 'Valkey', vendor: 'lfprojects', name: 'valkey' },
  { key: 'dragonfly_version', product: 'Dragonfly', vendor: 'dragonflydb', name: 'dragonfly' },
  { key: 'kvrocks_version', product: 'Kvrocks', vendor: 'apache', name: 'kvrocks' },
  { key: 'redis_version', product: 'Redis', vendor: 'redis', name: 'redis' },
] as const

const answers = [
  { text: '+PONG\r\n', facts: { authRequired: false } },
  { text: '-NOAUTH Authentication required', facts: { authRequired: true } },
  { text: '-DENIED Redis is running in protected mode', facts: { protectedMode: true } },
  { text: '-ERR operation not permitted\r\n', facts: { authRequired: true } },
  { text: '-LOADING Redis is loading', facts: { authRequired: false } },
  { text: "-ERR wrong number of arguments for 'get' command", facts: {} },
] as const

export default defineDetector({
  id: 'redis',
  transport: 'tcp',
  summary: 'Redis, Sentinel, and what is compatible (Valkey, KeyDB, Dragonfly, Kvrocks)',
  source: 'Redis: RESP specification; src/server.c (genRedisInfoString), src/networking.c (protected mode)',
  ports: [6379, 6380, 7000, 16379, 26379],
  tlsPorts: [6380],
  specificity: 80,
  safety: 'query',
  elsewhere: 1,
  hello: () => Buffer.from('PING\r\n'),
  isWhole: (reply) => reply.text.endsWith('\r\n'),
  match(reply) {
    const answer = answers.find(({ text }) => reply.startsWith(text))
    // Its relatives say the same words; INFO tells them apart.
    return answer === undefined ? null : { protocol: 'redis', product: 'Redis', facts: answer.facts, confidence: 0.75 }
  },
  async converse(conversation, match) {
    if (match.facts?.authRequired !== false) return match
    const reply = await conversation.ask('INFO server\r\n', isWholeBulk)
    await conversation.ask('QUIT\r\n', () => true)
    return reply.startsWith('$') ? { ...match, ...learned(reply, match) } : match
  },
  examples: [
    {
      reply: '+PONG\r\n',
      talk: [
        '$151\r\n# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:00000000\r\nredis_mode:standalone\r\nos:Linux 6.1.0-18-amd64 x86_64\r\narch_bits:64\r\nexecutable:/usr/bin/redis-server\r\n\r\n',
        '+OK\r\n',
      ],
      expect: {
        protocol: 'redis',
        product: 'Redis',
        version: '7.0.15',
        os: 'Linux 6.1.0-18-amd64 x86_64',
        cpe: ['cpe:2.3:a:redis:redis:7.0.15:*:*:*:*:*:*:*'],
        facts: { authRequired: false, mode: 'standalone' },
      },
    },
    {
      reply: '+PONG\r\n',
      talk: [
        '$97\r\n# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\nserver_mode:standalone\r\n\r\n',
      ],
      expect: { protocol: 'redis', product: 'Valkey', version: '8.0.1' },
    },
    { reply: '-NOAUTH Authentication required.\r\n', expect: { protocol: 'redis', facts: { authRequired: true } } },
    {
      reply:
        '-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.',
      expect: { protocol: 'redis', facts: { protectedMode: true } },
    },
  ],
})

/** A bulk string: `$` and its length, the bytes, and a line end. An error is one line. */
function isWholeBulk(reply: Reply): boolean {
  const head = /^\$(\d{1,6})\r\n/.exec(reply.slice(0, 12))
  return head === null ? reply.text.endsWith('\r\n') : reply.length >= head[0].length + Number(head[1]) + 2
}

function learned(reply: Reply, { facts }: Match): Partial<Match> {
  const info = new Map(reply.lines.map((line) => splitAt(line, line.indexOf(':'))))
  const relative = relatives.find(({ key }) => info.has(key))
  if (relative === undefined) return {}
  const version = info.get(relative.key)?.replace(/^(?:df-)?v/, '')
  const isKeyDb = relative.name === 'redis' && (info.get('executable') ?? '').includes('keydb')
  const mode = info.get('redis_mode') ?? info.get('server_mode')
  return {
    confidence: undefined,
    product: isKeyDb ? 'KeyDB' : mode === 'sentinel' ? `${relative.product} Sentinel` : relative.product,
    version,
    os: info.get('os'),
    cpe: isKeyDb ? [cpe('a', 'snapchat', 'keydb', version)] : [cpe('a', relative.vendor, relative.name, version)],
    facts: { ...facts, mode },
  }
}

const splitAt = (line: string, at: number) => [line.slice(0, Math.max(0, at)), line.slice(at + 1)] as const
