import { defineDetector } from '../detector.ts'

const word = 'portreeve says hello\r\n'

export default defineDetector({
  id: 'echo',
  transport: 'tcp',
  summary: 'what was said comes back',
  source: 'RFC 862',
  ports: [7],
  specificity: 95,
  safety: 'hello',
  hello: () => Buffer.from(word),
  /** Whatever a client begins with is no server's answer. */
  match(reply) {
    const isClientHello = reply.u8(0) === 22 && reply.u8(1) === 3 && reply.u8(5) === 1
    const isRequest = /^(?:GET|OPTIONS|HEAD) \S{1,200} (?:HTTP|RTSP|SIP)\/\d/.test(reply.line(0))
    return isClientHello || isRequest || reply.startsWith(word) ? { protocol: 'echo' } : null
  },
  examples: [
    { reply: word, expect: { protocol: 'echo' } },
    { reply: 'GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n', expect: { protocol: 'echo' } },
    { reply: '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', expect: { protocol: 'echo' } },
  ],
})
