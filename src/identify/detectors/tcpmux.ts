import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'tcpmux',
  transport: 'tcp',
  summary: 'the TCP multiplexer, which starts services by their name',
  source: 'RFC 1078; inetutils src/inetd.c (tcpmux)',
  ports: [1],
  specificity: 80,
  safety: 'hello',
  /** HELP starts nothing: it lists the names. */
  hello: () => Buffer.from('HELP\r\n'),
  match(reply) {
    const first = reply.line(0)
    return /^-Service not available\.?$|^-No such service/i.test(first) ? { protocol: 'tcpmux' } : null
  },
  examples: [{ reply: '-Service not available\r\n', expect: { protocol: 'tcpmux' } }],
})
