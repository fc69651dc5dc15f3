import { definePayload } from '../payload.ts'
import { bytes, u16, u32 } from '../payload-bytes.ts'

/** Version 1, protocol type GTP, with sequence number. */
const FLAGS = 0x32
const ECHO_REQUEST = 1
const ECHO_RESPONSE = 2

export default definePayload({
  protocol: 'gtp-u',
  summary: 'asks a GTP-U peer for a sign of life',
  ports: [2152],
  source: '3GPP TS 29.281 sections 5.1 and 7.2.1',
  harmless: 'peers echo each other once a minute; no tunnel is named',
  build: ({ random }) => bytes(FLAGS, ECHO_REQUEST, u16(4), u32(0), random(2), 0, 0),
  isReply: (reply) => reply.length >= 8 && reply[0]! >> 4 === 3 && reply[1] === ECHO_RESPONSE,
})
