import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

/** Opcode 8 and key id 0 in one byte: P_CONTROL_HARD_RESET_SERVER_V2. */
const HARD_RESET_SERVER = 8 << 3
const session = 8

export default defineDetector({
  id: 'openvpn-udp',
  transport: 'udp',
  summary: 'OpenVPN servers without tls-auth or tls-crypt, which would keep them silent',
  source: 'OpenVPN wire protocol (openvpn-rfc), packet format: opcode, session, acknowledged ids, peer session, id',
  ports: [1194],
  specificity: 85,
  safety: 'hello',
  payload: 'openvpn',
  elsewhere: 4,
  match(reply) {
    const acknowledged = reply.u8(1 + session)
    if (reply.u8(0) !== HARD_RESET_SERVER || acknowledged > 1) return null
    const peerSession = acknowledged === 1 ? 4 + session : 0
    const id = 2 + session + peerSession
    if (reply.length !== id + 4 || reply.u32(id) !== 0) return null
    return { protocol: 'openvpn', product: 'OpenVPN', facts: { tlsAuth: false } }
  },
  examples: [
    {
      // OpenVPN 2.6.3.
      reply: hex('40321e9484965b94b6010000000016681b4ed7716f7800000000'),
      expect: { protocol: 'openvpn', product: 'OpenVPN', facts: { tlsAuth: false } },
    },
  ],
})
