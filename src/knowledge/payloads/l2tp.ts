import { definePayload } from '../payload.ts'
import { bytes, u16, u16At } from '../payload-bytes.ts'

/** Type, length and sequence bits, version 2 (RFC 2661 section 3.1). */
const CONTROL_V2 = 0xc802
const MANDATORY = 0x8000
const HOST_NAME = 'portreeve'

const avp = (type: number, value: readonly number[] | Uint8Array) =>
  bytes(u16(MANDATORY | (6 + value.length)), u16(0), u16(type), value)

export default definePayload({
  protocol: 'l2tp',
  summary: 'asks for a control connection',
  ports: [1701],
  source: 'RFC 2661 sections 3.1 (header), 4.4 (AVPs) and 6.1 (SCCRQ)',
  harmless: 'no session and no login follows; the server forgets the unanswered connection',
  build({ random }) {
    const startControlConnection = u16(1)
    const protocolVersion = u16(0x0100)
    const bothFramings = [0, 0, 0, 3]
    const tunnelId = random(2).map((byte) => byte | 1)
    const body = bytes(
      avp(0, startControlConnection),
      avp(2, protocolVersion),
      avp(3, bothFramings),
      avp(7, bytes(HOST_NAME)),
      avp(9, tunnelId),
    )
    const noTunnelNoSession = u16(0).concat(u16(0))
    const sequences = u16(0).concat(u16(0))
    return bytes(u16(CONTROL_V2), u16(12 + body.length), noTunnelNoSession, sequences, body)
  },
  isReply: (reply) =>
    (u16At(reply, 0) & 0xc80f) === CONTROL_V2 && u16At(reply, 2) <= reply.length && reply.length >= 12,
})
