import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

const frameHeader = 8

export default defineDetector({
  id: 'memcached-udp',
  transport: 'udp',
  summary: 'memcached over UDP, which floods others in the name of a forged sender',
  source: 'memcached doc/protocol.txt, "UDP protocol" and "version"',
  ports: [11211],
  specificity: 90,
  safety: 'hello',
  payload: 'memcached',
  match(reply) {
    const isFrame = reply.u16(2) === 0 && reply.u16(4) >= 1 && reply.u16(6) === 0
    const [word, version] = reply
      .slice(frameHeader, frameHeader + 64)
      .trimEnd()
      .split(' ', 2)
    if (!isFrame || (word !== 'VERSION' && word !== 'ERROR')) return null
    return {
      protocol: 'memcached',
      product: 'memcached',
      version,
      cpe: [cpe('a', 'memcached', 'memcached', version)],
      facts: { authRequired: false },
    }
  },
  examples: [
    {
      reply: hex('561600000001000056455253494f4e20312e362e31380d0a'),
      expect: { protocol: 'memcached', product: 'memcached', version: '1.6.18' },
    },
  ],
})
