import { definePayload } from '../payload.ts'

export default definePayload({
  protocol: 'chargen',
  summary: 'any datagram, to be sent characters',
  ports: [19],
  source: 'RFC 864',
  harmless: 'what is sent is thrown away; one datagram asks for one answer',
  build: () => new Uint8Array(0),
  isReply: (reply) =>
    reply.length > 0 && reply.every((byte) => byte === 10 || byte === 13 || (byte >= 0x20 && byte < 0x7f)),
})
