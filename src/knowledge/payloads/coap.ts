import { definePayload } from '../payload.ts'
import { bytes } from '../payload-bytes.ts'

/** Version 1, confirmable, a token of 2 bytes (RFC 7252 section 3). */
const CONFIRMABLE = 0x42
const GET = 0x01
/** Option Uri-Path is number 11: delta 11 and length 11, then delta 0 and length 4 (section 3.1). */
const path = bytes(0xbb, '.well-known', 0x04, 'core')

export default definePayload({
  protocol: 'coap',
  summary: 'asks which resources there are (/.well-known/core)',
  ports: [5683],
  source: 'RFC 7252 sections 3 and 7.2, RFC 6690 section 4',
  harmless: 'GET is safe by definition (RFC 7252 section 5.8.1), and the list is made to be found',
  build: ({ random }) => bytes(CONFIRMABLE, GET, random(2), random(2), path),
  // Version 1 and an empty message or a response code of class 2, 4 or 5.
  isReply: (reply) =>
    reply.length >= 4 && reply[0]! >> 6 === 1 && [0, 2, 4, 5].includes(reply[1]! >> 5) && reply[1] !== GET,
})
