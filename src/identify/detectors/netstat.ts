import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'netstat',
  transport: 'tcp',
  summary: 'the connections of the host, told to everybody',
  source: 'netstat(8) of net-tools and of BSD: heads of their tables',
  ports: [15],
  specificity: 70,
  safety: 'passive',
  greets: 'slowly',
  match(reply) {
    const isTable =
      /^Active (?:Internet|UNIX domain)/.test(reply.line(0)) || /^Proto +Recv-Q +Send-Q/.test(reply.line(0))
    if (!isTable) return null
    const isLinux = reply.includes('(w/o servers)') || reply.includes('(servers and established)')
    return { protocol: 'netstat', os: isLinux ? 'Linux' : undefined, facts: { anonymous: true } }
  },
  examples: [
    {
      reply:
        'Active Internet connections (w/o servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State\n',
      expect: { protocol: 'netstat', os: 'Linux' },
    },
  ],
})
