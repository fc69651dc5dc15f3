import { definePayload } from '../payload.ts'
import { bytes, u32 } from '../payload-bytes.ts'

/** Opcode 7 and key id 0 in one byte. */
const HARD_RESET_CLIENT_V2 = 7 << 3
const HARD_RESET_SERVER_V2 = 8 << 3

export default definePayload({
  protocol: 'openvpn',
  summary: 'asks for a new session; servers with tls-auth or tls-crypt stay silent',
  ports: [1194],
  source: 'OpenVPN wire protocol (openvpn-rfc), sections on packet format and P_CONTROL_HARD_RESET_CLIENT_V2',
  harmless: 'the session ends before the TLS handshake: nobody is named or logs in',
  build: ({ random }) => bytes(HARD_RESET_CLIENT_V2, random(8), 0, u32(0)),
  isReply: (reply) => reply[0] === HARD_RESET_SERVER_V2 && reply.length >= 14,
})
