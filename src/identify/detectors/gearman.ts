import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'gearman',
  transport: 'tcp',
  summary: 'Gearman job servers',
  source: 'Gearman protocol, Administrative Protocol (version; ERR UNKNOWN_COMMAND); libgearman-server/text.cc',
  ports: [4730, 7003],
  specificity: 75,
  safety: 'query',
  hello: () => Buffer.from('\0REQ\0\0\0\x10\0\0\0\x04echo', 'latin1'),
  isWhole: (reply) => reply.startsWith('\0RES') && reply.length >= 12 + reply.u32(8),
  match(reply) {
    const isEcho = reply.startsWith('\0RES\0\0\0\x11')
    if (!isEcho && !reply.startsWith('ERR UNKNOWN_COMMAND Unknown+server+command')) return null
    return { protocol: 'gearman', product: 'gearmand', facts: { authRequired: false } }
  },
  async converse(conversation, match) {
    const reply = await conversation.ask('version\n', ({ text }) => text.endsWith('\n'))
    const version = /^(?:OK )?([\d.]+\S{0,20})\r?\n$/.exec(reply.slice(0, 60))?.[1]
    return { ...match, version, cpe: [cpe('a', 'gearman', 'gearmand', version?.split('+')[0])] }
  },
  examples: [
    {
      reply: '\0RES\0\0\0\x11\0\0\0\x04echo',
      talk: ['OK 1.1.20+ds\n'],
      expect: { protocol: 'gearman', product: 'gearmand', version: '1.1.20+ds' },
    },
    {
      reply: 'ERR UNKNOWN_COMMAND Unknown+server+commandGET\r\nERR UNKNOWN_COMMAND Unknown+server+commandHost:\r\n',
      expect: { protocol: 'gearman', product: 'gearmand' },
    },
  ],
})
