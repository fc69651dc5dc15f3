import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^Tarantool (\d[\w.+-]{0,40}) \((Binary|Lua console)\)`)

export default defineDetector({
  id: 'tarantool',
  transport: 'tcp',
  summary: 'Tarantool databases',
  source: 'Tarantool manual, Binary protocol, Greeting message',
  ports: [3301],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    const groups = greeting.exec(reply.slice(0, 128))
    if (groups === null) return null
    const [, version, kind] = groups
    return {
      protocol: 'tarantool',
      product: 'Tarantool',
      version,
      cpe: [cpe('a', 'tarantool', 'tarantool', version)],
      // Whoever reaches the console runs what they like.
      facts: kind === 'Binary' ? {} : { console: true, authRequired: false },
    }
  },
  examples: [
    {
      reply:
        'Tarantool 2.6.0 (Binary) 0c177995-3c35-472d-b232-9863e2f5d407  \nWPVhqfvIQ1pzAffOgpedMPOD8KLaKsZg12Nd+nsfW2I=                   \n',
      expect: { protocol: 'tarantool', version: '2.6.0' },
    },
    {
      reply:
        "Tarantool 2.6.0 (Lua console)                                  \ntype 'help' for interactive help                               \n",
      expect: { protocol: 'tarantool', version: '2.6.0', facts: { console: true } },
    },
  ],
})
