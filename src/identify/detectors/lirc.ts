import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** A reply packet repeats the command, each line as it came, between BEGIN and END. */
const packet = linear(String.raw`^BEGIN\n[^\n]{0,200}\n(?:SUCCESS|ERROR)\nDATA\n(\d{1,4})\n([^\n]{1,100})\nEND\n`)

export default defineDetector({
  id: 'lirc',
  transport: 'tcp',
  summary: 'LIRC, for remote controls',
  source: 'lircd(8), section Socket command interface (VERSION; reply packets)',
  ports: [8765],
  specificity: 80,
  safety: 'query',
  hello: () => Buffer.from('VERSION\n'),
  isWhole: (reply) => reply.text.endsWith('\nEND\n'),
  match(reply) {
    const value = packet.exec(reply.slice(0, 600))?.[2]
    if (value === undefined) return null
    const isVersion = reply.startsWith('BEGIN\nVERSION\nSUCCESS\n') && /^\d[\w.-]*$/.test(value)
    if (!isVersion && !value.startsWith('unknown directive: ')) return null
    return { protocol: 'lirc', product: 'LIRC', version: isVersion ? value : undefined, facts: { authRequired: false } }
  },
  examples: [
    {
      reply: 'BEGIN\nVERSION\nSUCCESS\nDATA\n1\n0.10.1\nEND\n',
      expect: { protocol: 'lirc', product: 'LIRC', version: '0.10.1' },
    },
    {
      reply: 'BEGIN\nQUIT\r\nERROR\nDATA\n1\nunknown directive: "QUIT"\nEND\n',
      expect: { protocol: 'lirc', product: 'LIRC' },
    },
  ],
})
