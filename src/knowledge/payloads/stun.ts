import { definePayload } from '../payload.ts'
import { bytes, u16, u16At, u32, u32At } from '../payload-bytes.ts'

const BINDING_REQUEST = 0x0001
const BINDING_ANSWERS: readonly number[] = [0x0101, 0x0111]
const MAGIC_COOKIE = 0x2112a442

export default definePayload({
  protocol: 'stun',
  summary: 'asks under which address it sees us',
  ports: [3478, 3479, 19302],
  source: 'RFC 8489 sections 5 and 6',
  harmless: 'a binding request needs no account and allocates nothing',
  build: ({ random }) => bytes(u16(BINDING_REQUEST), u16(0), u32(MAGIC_COOKIE), random(12)),
  isReply: (reply) => BINDING_ANSWERS.includes(u16At(reply, 0)) && u32At(reply, 4) === MAGIC_COOKIE,
})
