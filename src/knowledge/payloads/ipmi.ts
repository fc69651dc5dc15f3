import { definePayload } from '../payload.ts'
import { bytes, hasText, u32, u32At } from '../payload-bytes.ts'

/** RMCP version 1.0, no acknowledgement wanted, class ASF. */
const RMCP_ASF = '\x06\x00\xff\x06'
const ASF_ENTERPRISE = 4542
const PRESENCE_PING = 0x80
const PRESENCE_PONG = 0x40

export default definePayload({
  protocol: 'ipmi',
  summary: 'pings a management controller (RMCP presence ping)',
  ports: [623],
  source: 'DSP0136 (ASF 2.0) sections 3.2.2 and 3.2.4.3, IPMI 2.0 section 13.2.3',
  harmless: 'presence ping comes before any session: no user, no password, no command',
  build: ({ random }) => bytes(RMCP_ASF, u32(ASF_ENTERPRISE), PRESENCE_PING, random(1)[0]! & 0x7f, 0, 0),
  isReply: (reply) =>
    hasText(reply, '\x06') && reply[3] === 6 && u32At(reply, 4) === ASF_ENTERPRISE && reply[8] === PRESENCE_PONG,
})
