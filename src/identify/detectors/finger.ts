import { lines } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const table = linear(
  String.raw`^(?:\s*\[[\w.-]+\]\s*)?\s*(?:Login:?\s+(?:Name|name)|No one (?:is )?logged (?:on|in)|Login name:|User\s+Real Name|finger: |Welcome to Linux version )`,
)

export default defineDetector({
  id: 'finger',
  transport: 'tcp',
  summary: 'finger: who is logged in',
  source: 'RFC 1288 sections 2.3 and 3.2; bsd-finger: finger/sprint.c, finger.c',
  ports: [79],
  specificity: 60,
  safety: 'hello',
  // An empty line names nobody.
  hello: () => lines(''),
  match(reply) {
    if (!table.test(reply.text)) return null
    const isEmpty = /No one (?:is )?logged/.test(reply.slice(0, 200))
    return { protocol: 'finger', facts: { someoneIsLoggedIn: !isEmpty } }
  },
  examples: [
    { reply: 'No one logged on.\r\n', expect: { protocol: 'finger', facts: { someoneIsLoggedIn: false } } },
    {
      reply:
        'Login     Name       Tty      Idle  Login Time   Office     Office Phone\r\nroot      root       tty1           Nov 22 16:00\r\n',
      expect: { protocol: 'finger', facts: { someoneIsLoggedIn: true } },
    },
  ],
})
