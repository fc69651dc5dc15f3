import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

const greeting = /^(Asterisk|OpenPBX|CallWeaver) Call Manager\/(\d[\d.]{0,20})\r?\n/

export default defineDetector({
  id: 'asterisk-manager',
  transport: 'tcp',
  summary: 'Asterisk, the port by which it is controlled',
  source: 'Asterisk: main/manager.c (session_do), documentation of the Manager Interface',
  ports: [5038],
  tlsPorts: [5039],
  specificity: 90,
  safety: 'passive',
  greets: true,
  match(reply) {
    const [, product, version] = greeting.exec(reply.text) ?? []
    if (product === undefined) return null
    // The version is that of the interface, not that of Asterisk.
    return {
      protocol: 'asterisk-manager',
      product,
      cpe: [cpe('a', 'digium', 'asterisk')],
      facts: { interfaceVersion: version },
    }
  },
  examples: [
    {
      reply: 'Asterisk Call Manager/5.0.2\r\n',
      expect: { protocol: 'asterisk-manager', product: 'Asterisk', facts: { interfaceVersion: '5.0.2' } },
    },
  ],
})
