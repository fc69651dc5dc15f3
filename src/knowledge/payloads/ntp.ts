import { definePayload } from '../payload.ts'
import { bytes } from '../payload-bytes.ts'

/** No leap warning, version 4, mode 3 (client). */
const CLIENT_V4 = 0x23
const MODE_SERVER = 4

export default definePayload({
  protocol: 'ntp',
  summary: 'asks for the time as a client',
  ports: [123],
  source: 'RFC 5905 section 7.3; a random transmit timestamp as draft-ietf-ntp-data-minimization advises',
  harmless: 'it reads the time; no control (mode 6) or private (mode 7) request is made',
  build: ({ random }) => bytes(CLIENT_V4, new Uint8Array(39), random(8)),
  isReply: (reply) => reply.length >= 48 && (reply[0]! & 7) === MODE_SERVER,
})
