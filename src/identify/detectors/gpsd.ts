import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'gpsd',
  transport: 'tcp',
  summary: 'gpsd, which tells where its machine is',
  source: 'gpsd_json(5), VERSION',
  ports: [2947],
  specificity: 85,
  safety: 'passive',
  greets: true,
  match(reply) {
    const line = reply.line(0)
    if (!line.startsWith('{"class":"VERSION","release":"')) return null
    const version = /"release":"([\w.~+-]{1,40})"/.exec(line)?.[1]
    return { protocol: 'gpsd', product: 'gpsd', version, cpe: [cpe('a', 'gpsd_project', 'gpsd', version)] }
  },
  examples: [
    {
      reply: '{"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14}\r\n',
      expect: { protocol: 'gpsd', product: 'gpsd', version: '3.22' },
    },
  ],
})
