import { definePayload } from '../payload.ts'
import { bytes, u16 } from '../payload-bytes.ts'

/** Version 2, without tunnel id. */
const FLAGS = 0x40
const ECHO_REQUEST = 1
const ECHO_RESPONSE = 2
const VERSION_NOT_SUPPORTED = 3
/** Recovery (TS 29.274 section 8.5): one byte, our restart counter. */
const recovery = [3, 0, 1, 0, 0]

export default definePayload({
  protocol: 'gtp-c',
  summary: 'asks a GTP-C peer for a sign of life',
  ports: [2123],
  source: '3GPP TS 29.274 sections 5.5.2 and 7.1.1',
  harmless: 'peers echo each other once a minute; no session is made',
  build: ({ random }) => bytes(FLAGS, ECHO_REQUEST, u16(4 + recovery.length), random(3), 0, recovery),
  isReply: (reply) =>
    reply.length >= 8 && [1, 2].includes(reply[0]! >> 5) && [ECHO_RESPONSE, VERSION_NOT_SUPPORTED].includes(reply[1]!),
})
