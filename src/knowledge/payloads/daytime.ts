import { definePayload } from '../payload.ts'

export default definePayload({
  protocol: 'daytime',
  summary: 'any datagram, to be told the time as text',
  ports: [13],
  source: 'RFC 867',
  harmless: 'what is sent is thrown away',
  build: () => new Uint8Array(0),
  isReply: (reply) =>
    reply.length >= 8 && reply.length <= 256 && reply.every((byte) => byte < 0x7f) && reply.includes(0x3a),
})
