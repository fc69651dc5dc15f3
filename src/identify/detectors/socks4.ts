import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

const connect = 1
const results: Readonly<Record<number, string>> = {
  90: 'granted',
  91: 'refused',
  92: 'ident unreachable',
  93: 'ident differs',
}

export default defineDetector({
  id: 'socks4',
  transport: 'tcp',
  summary: 'SOCKS proxies that speak version 4',
  source: 'Ying-Da Lee: SOCKS, a protocol for TCP proxy across firewalls (SOCKS4.protocol)',
  ports: [1080, 1081, 4145, 4153, 5678],
  specificity: 45,
  safety: 'hello',
  elsewhere: 6,
  // To no address and port 0, by nobody: nothing that it could reach.
  hello: () => bytes(4, connect, u16(0), u32(0), 0),
  isWhole: (reply) => reply.length >= 8,
  match(reply) {
    const result = reply.length === 8 && reply.u8(0) === 0 ? results[reply.u8(1)] : undefined
    return result === undefined ? null : { protocol: 'socks4', confidence: 0.7, facts: { result } }
  },
  examples: [
    { reply: '\0\x5b\0\0\0\0\0\0', expect: { protocol: 'socks4', facts: { result: 'refused' } } },
    { reply: '\0\x5b\xa8\xe1\x7f\0\0\x01', expect: { protocol: 'socks4' } },
  ],
})
