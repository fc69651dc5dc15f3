import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { alertName } from '../tls/alert.ts'

const HANDSHAKE = 22
const ALERT = 21
const SERVER_HELLO = 2
const HELLO_VERIFY_REQUEST = 3
const recordHeader = 13
const messageHeader = 12
const versions: Readonly<Record<number, string>> = { 65279: 'DTLSv1.0', 65277: 'DTLSv1.2' }

export default defineDetector({
  id: 'dtls-udp',
  transport: 'udp',
  summary: 'DTLS: gateways of VPNs and remote desktops, CoAP, SIP, TURN and RADIUS in DTLS',
  source: 'RFC 6347 sections 4.1 and 4.2; in a HelloVerifyRequest the version says nothing (section 4.2.1)',
  ports: [443, 853, 2083, 3391, 4433, 5061, 5349, 5684, 10161],
  specificity: 85,
  safety: 'hello',
  payload: 'dtls',
  match(reply) {
    const [type, version, length] = [reply.u8(0), versions[reply.u16(1)], reply.u16(11)]
    const isFirst = reply.u16(3) === 0 && length > 0 && reply.length >= recordHeader + length
    if (version === undefined || !isFirst) return null
    if (type === ALERT && length === 2) return { protocol: 'dtls', facts: { alert: alertName(reply.u8(14)) } }
    if (type !== HANDSHAKE) return null
    const message = reply.u8(recordHeader)
    if (message === HELLO_VERIFY_REQUEST) return { protocol: 'dtls', facts: { cookie: true } }
    const chosen = versions[reply.u16(recordHeader + messageHeader)]
    return message === SERVER_HELLO ? { protocol: 'dtls', facts: { version: chosen } } : null
  },
  examples: [
    {
      // OpenSSL 3.0.19, s_server -dtls -listen.
      reply: hex('16feff00000000000000000023030000170000000000000017feff14c3a85c9d2cea8569e5d3da01412315ce4c1e5788'),
      expect: { protocol: 'dtls', facts: { cookie: true } },
    },
    {
      // An alert as RFC 6347 section 4.1 lays it out: no cipher in common.
      reply: hex('15fefd000000000000000000020228'),
      expect: { protocol: 'dtls', facts: { alert: 'handshake failure' } },
    },
  ],
})
