import { definePayload } from '../payload.ts'

export default definePayload({
  protocol: 'time',
  summary: 'any datagram, to be told the seconds since 1900',
  ports: [37],
  source: 'RFC 868',
  harmless: 'what is sent is thrown away',
  build: () => new Uint8Array(0),
  isReply: (reply) => reply.length === 4,
})
