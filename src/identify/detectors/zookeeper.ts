import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`^Zookeeper version: (\d[\d.]{0,20})`)
const mode = linear(String.raw`^Mode: (\w{1,20})`, 'm')
/** By default only `srvr` may be asked since 3.5.3. */
const refusal = /^\w{4} is not executed because it is not (?:in the whitelist|currently serving requests)/

export default defineDetector({
  id: 'zookeeper',
  transport: 'tcp',
  summary: 'ZooKeeper',
  source: 'ZooKeeper Administrator’s Guide, The Four Letter Words (srvr; 4lw.commands.whitelist)',
  ports: [2181],
  specificity: 90,
  safety: 'query',
  elsewhere: 5,
  hello: () => Buffer.from('srvr\n'),
  match(reply) {
    const head = reply.slice(0, 1_000)
    const number = version.exec(head)?.[1]?.replace(/[.]+$/, '')
    if (number === undefined && !refusal.test(head) && !head.startsWith('This ZooKeeper instance is not currently'))
      return null
    return {
      protocol: 'zookeeper',
      product: 'ZooKeeper',
      vendor: 'Apache',
      version: number,
      cpe: [cpe('a', 'apache', 'zookeeper', number)],
      facts: { mode: mode.exec(head)?.[1] },
    }
  },
  examples: [
    {
      reply:
        'Zookeeper version: 3.8.0-\x24{mvngit.commit.id}, built on 2024-12-29 17:54 UTC\nLatency min/avg/max: 0/0.0/0\nReceived: 1\nSent: 0\nConnections: 1\nOutstanding: 0\nZxid: 0x0\nMode: standalone\nNode count: 5\n',
      expect: { protocol: 'zookeeper', product: 'ZooKeeper', version: '3.8.0', facts: { mode: 'standalone' } },
    },
    {
      reply: 'srvr is not executed because it is not in the whitelist.\n',
      expect: { protocol: 'zookeeper', product: 'ZooKeeper' },
    },
  ],
})
