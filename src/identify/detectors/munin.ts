import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^# munin (?:node|client) at ([\w.-]{1,253})`)
const version = linear(String.raw`^(munins? node|munin-c node|muninlite) on \S{1,253} version: (\S{1,40})`)

export default defineDetector({
  id: 'munin',
  transport: 'tcp',
  summary: 'Munin nodes',
  source: 'Munin guide: data exchange between master and node; Munin: lib/Munin/Node/Server.pm',
  ports: [4949],
  specificity: 90,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const groups = greeting.exec(reply.line(0))
    return groups === null ? null : { protocol: 'munin', product: 'Munin node', names: [groups[1]!] }
  },
  async converse(conversation, match) {
    const answer = await conversation.ask('version\n', (reply) => reply.text.endsWith('\n'))
    const number = version.exec(answer.line(0))?.[2]
    await conversation.ask('quit\n', () => true)
    return { ...match, version: number, cpe: [cpe('a', 'munin-monitoring', 'munin', number)] }
  },
  examples: [
    {
      reply: '# munin node at vm\n',
      talk: ['munins node on vm version: 2.0.73\n', ''],
      expect: { protocol: 'munin', product: 'Munin node', version: '2.0.73', names: ['vm'] },
    },
  ],
})
