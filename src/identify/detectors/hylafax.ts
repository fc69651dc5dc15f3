import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const greeting = linear(String.raw`^220 ([\w.-]{1,253}) server \(HylaFAX \(tm\) Version (\d[\w.-]{0,20})\) ready\.`)

export default defineDetector({
  id: 'hylafax',
  transport: 'tcp',
  summary: 'fax servers by HylaFAX',
  source: 'HylaFAX: hfaxd/HylaFAXServer.c++ (initServer, 220); hfaxd(8)',
  ports: [4559],
  specificity: 90,
  safety: 'query',
  greets: 'slowly',
  match(reply) {
    const line = reply.lines.find((each) => greeting.test(each)) ?? ''
    const [, name, version] = greeting.exec(line) ?? []
    if (version === undefined) return null
    return {
      protocol: 'hylafax',
      product: 'HylaFAX',
      version,
      names: [name!],
      cpe: [cpe('a', 'hylafax', 'hylafax', version)],
    }
  },
  async converse(conversation, match) {
    await conversation.ask('QUIT\r\n', () => true)
    return match
  },
  examples: [
    {
      reply: '220 fax.example server (HylaFAX (tm) Version 6.0.7) ready.\r\n',
      talk: ['221 Goodbye.\r\n'],
      expect: { protocol: 'hylafax', product: 'HylaFAX', version: '6.0.7', names: ['fax.example'] },
    },
  ],
})
