import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector, type Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const methods: Readonly<Record<number, string>> = { 0: 'none', 1: 'GSSAPI', 2: 'password', 255: 'refused' }

const toBrowser = 'HTTP/1.0 501 Tor is not an HTTP Proxy'
const isTor = (reply: Reply): boolean => reply.startsWith(toBrowser)
const tor: Partial<Match> = {
  product: 'Tor',
  vendor: 'The Tor Project',
  cpe: ['cpe:2.3:a:torproject:tor:*:*:*:*:*:*:*:*'],
}

export default defineDetector({
  id: 'socks5',
  transport: 'tcp',
  summary: 'SOCKS proxies',
  source: 'RFC 1928 section 3; RFC 1929; Tor: src/core/proto/proto_socks.c',
  ports: [1080, 1081, 9050, 9150],
  specificity: 50,
  safety: 'hello',
  elsewhere: 3,
  // Offers to come without a name, by GSSAPI or by a password, to be told which it wants; nothing is then sent.
  hello: () => bytes(5, 3, 0, 1, 2),
  isWhole: (reply) => reply.length >= 2,
  match(reply) {
    if (isTor(reply)) return { protocol: 'socks5', ...tor }
    const method = reply.length === 2 && reply.u8(0) === 5 ? methods[reply.u8(1)] : undefined
    if (method === undefined) return null
    const authRequired = method === 'refused' ? undefined : method !== 'none'
    return { protocol: 'socks5', confidence: 0.8, facts: { method, authRequired } }
  },
  // Tor says who it is to a browser that took it for another kind of proxy.
  async converse(conversation, match) {
    if (match.product !== undefined || !(await conversation.reconnect())) return match
    return isTor(await conversation.ask('GET / HTTP/1.0\r\n\r\n')) ? { ...match, ...tor } : match
  },
  examples: [
    {
      reply: '\x05\0',
      talk: [`${toBrowser}\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n`],
      expect: { protocol: 'socks5', product: 'Tor', facts: { authRequired: false } },
    },
    { reply: '\x05\0', expect: { protocol: 'socks5', facts: { authRequired: false, method: 'none' } } },
    { reply: '\x05\x02', expect: { protocol: 'socks5', facts: { authRequired: true, method: 'password' } } },
    { reply: '\x05\xff', expect: { protocol: 'socks5', facts: { method: 'refused' } } },
    {
      reply: `${toBrowser}\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<html>\n<head>\n<title>This is a SOCKS Proxy, Not An HTTP Proxy</title>\n`,
      expect: { protocol: 'socks5', product: 'Tor' },
    },
  ],
})
