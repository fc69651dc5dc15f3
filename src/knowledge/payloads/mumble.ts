import { definePayload } from '../payload.ts'
import { bytes, u32 } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'mumble',
  summary: 'pings a voice server',
  ports: [64738],
  source: 'Mumble documentation, "Protocol: ping" (the request of 12 bytes that server lists send)',
  harmless: 'it reads how many users there are, as every server list does; nobody joins',
  build: ({ random }) => bytes(u32(0), random(8)),
  // Version, our 8 bytes again, users, most users, bandwidth: four bytes each.
  isReply: (reply) => reply.length === 24 && reply[0] === 0,
})
