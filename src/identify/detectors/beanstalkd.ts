import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`^version: "?([\w.+-]{1,40})`, 'm')
/** uname's version, which names no system but has its habits: `#1 SMP PREEMPT_DYNAMIC Debian 6.1.148-1`. */
const kernel = linear('^os: "?(.{1,100}?)"?$', 'm')
const hostname = linear(String.raw`^hostname: ([\w.-]{1,100})$`, 'm')

export default defineDetector({
  id: 'beanstalkd',
  transport: 'tcp',
  summary: 'beanstalkd work queues',
  source: 'beanstalkd: doc/protocol.txt (stats; UNKNOWN_COMMAND)',
  ports: [11300],
  specificity: 80,
  safety: 'query',
  hello: () => Buffer.from('stats\r\n'),
  isWhole: (reply) => reply.text.endsWith('\r\n') && !/^OK \d+\r\n$/.test(reply.text),
  match(reply) {
    const isStats = /^OK \d{1,6}\r\n---\n/.test(reply.slice(0, 20)) && reply.includes('\ncurrent-jobs-urgent: ')
    if (!isStats && !/^(?:UNKNOWN_COMMAND\r\n)+$/.test(reply.slice(0, 170))) return null
    const number = version.exec(reply.text)?.[1]
    const build = kernel.exec(reply.text)?.[1]
    const name = hostname.exec(reply.text)?.[1]
    return {
      protocol: 'beanstalkd',
      product: 'beanstalkd',
      version: number,
      os: build === undefined ? undefined : systemOf(build),
      names: name === undefined ? [] : [name],
      cpe: [cpe('a', 'beanstalkd', 'beanstalkd', number)],
      facts: { authRequired: false, kernel: build },
    }
  },
  async converse(conversation, match) {
    const learned = match.version === undefined ? this.match(await conversation.ask('stats\r\n', this.isWhole)) : match
    await conversation.ask('quit\r\n', () => true)
    return learned ?? match
  },
  examples: [
    {
      reply:
        'OK 958\r\n---\ncurrent-jobs-urgent: 0\ncurrent-jobs-ready: 0\npid: 17846\nversion: "1.12"\nrusage-utime: 0.004445\ndraining: false\nid: 8bb801453df59b65\nhostname: vm\nos: #1 SMP PREEMPT_DYNAMIC @0\nplatform: x86_64\n\r\n',
      expect: {
        protocol: 'beanstalkd',
        version: '1.12',
        os: 'Linux',
        names: ['vm'],
        facts: { authRequired: false, kernel: '#1 SMP PREEMPT_DYNAMIC @0' },
      },
    },
    { reply: 'UNKNOWN_COMMAND\r\nUNKNOWN_COMMAND\r\n', expect: { protocol: 'beanstalkd', product: 'beanstalkd' } },
  ],
})

function systemOf(build: string): string | undefined {
  const named = ['Debian', 'Ubuntu', 'FreeBSD', 'OpenBSD', 'NetBSD'].find((name) => build.includes(name))
  return named ?? (build.startsWith('Darwin') ? 'macOS' : /\b(?:SMP|PREEMPT)/.test(build) ? 'Linux' : undefined)
}
