import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const version = 1
const getValues = 9
const getValuesResult = 10
const asked = 'FCGI_MPXS_CONNS'

export default defineDetector({
  id: 'fastcgi',
  transport: 'tcp',
  summary: 'FastCGI applications, PHP-FPM above all: whoever reaches one runs programs on it',
  source: 'FastCGI Specification 1.0, sections 3.3, 3.4 and 4.1',
  ports: [9000, 9001],
  specificity: 85,
  safety: 'hello',
  elsewhere: 5,
  /** Asks for a variable of the manager, which starts no request: a name of 15 bytes with an empty value. */
  hello: () => bytes(version, getValues, 0, 0, 0, 2 + asked.length, 0, 0, asked.length, 0, asked),
  match(reply) {
    const isResult = reply.u8(0) === version && reply.u8(1) === getValuesResult && reply.u16(2) === 0
    if (!isResult || reply.length < 8 + reply.u16(4)) return null
    const value = reply.slice(8).startsWith(`\x0f\x01${asked}`) ? reply.slice(10 + asked.length, 11 + asked.length) : ''
    return { protocol: 'fastcgi', facts: { multiplexes: value === '' ? undefined : value === '1' } }
  },
  examples: [
    {
      reply: '\x01\x0a\0\0\0\x12\x06\0\x0f\x01FCGI_MPXS_CONNS0\0\0\0\0\0\0',
      expect: { protocol: 'fastcgi', facts: { multiplexes: false } },
    },
  ],
})
