import { definePayload } from '../payload.ts'

export default definePayload({
  protocol: 'qotd',
  summary: 'any datagram, to be told a quote',
  ports: [17],
  source: 'RFC 865',
  harmless: 'what is sent is thrown away',
  build: () => new Uint8Array(0),
  isReply: (reply) => reply.length > 0,
})
