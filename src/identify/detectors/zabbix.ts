import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

/** Asks an agent for its version; a server or proxy answers that it knows no such request. */
const question = 'agent.version'

export default defineDetector({
  id: 'zabbix',
  transport: 'tcp',
  summary: 'Zabbix agents, proxies and servers',
  source: 'Zabbix manual: header and data length; passive agent checks, agent.version',
  ports: [10050, 10051],
  specificity: 90,
  safety: 'hello',
  elsewhere: 7,
  hello: () => bytes('ZBXD', 1, question.length, new Uint8Array(7), question),
  isWhole: (reply) => reply.u32le(5) >= 0 && reply.length >= 13 + reply.u32le(5),
  match(reply) {
    if (!reply.startsWith('ZBXD') || reply.length < 13) return null
    const text = reply.slice(13, 13 + Math.min(reply.u32le(5), 200))
    if (!/^\d{1,2}\.\d[\w.]{0,20}$/.test(text)) return { protocol: 'zabbix', product: 'Zabbix', vendor: 'Zabbix' }
    return {
      protocol: 'zabbix',
      product: 'Zabbix agent',
      vendor: 'Zabbix',
      version: text,
      cpe: [cpe('a', 'zabbix', 'zabbix', text)],
    }
  },
  examples: [
    {
      reply: 'ZBXD\x01\x06\0\0\0\0\0\0\x006.0.14',
      expect: { protocol: 'zabbix', product: 'Zabbix agent', version: '6.0.14' },
    },
    {
      reply: 'ZBXD\x01\x16\0\0\0\0\0\0\0{"response":"failed"}\n',
      expect: { protocol: 'zabbix', product: 'Zabbix' },
    },
  ],
})
