import { definePayload } from '../payload.ts'

export default definePayload({
  protocol: 'time',
  summary: 'any datagram, to be told the seconds since 1900',
  ports: [37],
  source: 'RFC 868',
  harmless: 'what is sent is thrown away',
  build: () => new Uint8Array(0),
  // Four bytes; the inetd of GNU inetutils 2.4 on 64-bit machines adds four of zero.
  isReply: (reply) => reply.length === 4 || (reply.length === 8 && reply.subarray(4).every((byte) => byte === 0)),
})
