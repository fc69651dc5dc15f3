import { definePayload } from '../payload.ts'
import { bytes, u16, u32 } from '../payload-bytes.ts'

const IAX_FRAME = 6
const POKE = 0x1e
const PONG = 0x03

export default definePayload({
  protocol: 'iax2',
  summary: 'pokes a telephone exchange outside of any call',
  ports: [4569],
  source: 'RFC 5456 sections 6.7.1 (POKE) and 8.1.1 (full frames)',
  harmless: 'POKE calls nobody, registers nobody and names no user',
  build({ random }) {
    const call = random(2)
    return bytes(0x80 | call[0]!, call[1]! | 1, u16(0), u32(0), 0, 0, IAX_FRAME, POKE)
  },
  isReply: (reply) => (reply[0] ?? 0) >= 0x80 && reply[10] === IAX_FRAME && reply[11] === PONG,
})
