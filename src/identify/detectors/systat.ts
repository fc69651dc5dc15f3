import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

/** Heads of the tables that ps, who and w print. */
const processes = linear(String.raw`^\s*(?:USER +PID +%CPU|UID +PID +PPID|PID +TTY)`)
const users = linear(
  String.raw`^[a-z_][\w-]{0,31} +(?:tty|pts/|console)\S* +(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2} [ \d]\d) \d\d:\d\d`,
)

export default defineDetector({
  id: 'systat',
  transport: 'tcp',
  summary: 'who is logged in, or which processes run, told to everybody',
  source: 'RFC 866; output of ps and who (POSIX)',
  ports: [11],
  specificity: 60,
  safety: 'passive',
  greets: 'slowly',
  match(reply) {
    const first = reply.line(0)
    if (processes.test(first)) return { protocol: 'systat', facts: { tells: 'processes', anonymous: true } }
    return users.test(first) ? { protocol: 'systat', facts: { tells: 'users', anonymous: true } } : null
  },
  examples: [
    {
      reply: 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot           1  0.0  0.1\n',
      expect: { protocol: 'systat', facts: { tells: 'processes' } },
    },
    { reply: 'ann      pts/0        2026-11-22 16:10 (192.0.2.7)\n', expect: { protocol: 'systat' } },
  ],
})
