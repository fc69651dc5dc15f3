import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^220 ([\w.-]{1,253}) SVDRP VideoDiskRecorder (\d[\w.-]{0,20});`)

export default defineDetector({
  id: 'svdrp',
  transport: 'tcp',
  summary: 'video recorders by VDR',
  source: 'VDR: svdrp.c (cSVDRPServer); VDR wiki: SVDRP',
  ports: [6419, 2001],
  specificity: 90,
  safety: 'query',
  greets: true,
  match(reply) {
    const [, name, version] = greeting.exec(reply.line(0)) ?? []
    if (version === undefined) return null
    return {
      protocol: 'svdrp',
      product: 'VDR',
      version,
      names: [name!],
      facts: { authRequired: false },
    }
  },
  /** One client at a time: it is given back at once. */
  async converse(conversation, match) {
    await conversation.ask('QUIT\r\n', () => true)
    return match
  },
  examples: [
    {
      reply: '220 tv SVDRP VideoDiskRecorder 2.6.0; Sun Nov 22 20:11:41 2026; UTF-8\r\n',
      talk: ['221 tv closing connection\r\n'],
      expect: { protocol: 'svdrp', product: 'VDR', version: '2.6.0' },
    },
  ],
})
