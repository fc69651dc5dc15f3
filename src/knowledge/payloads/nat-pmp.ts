import { definePayload } from '../payload.ts'
import { bytes } from '../payload-bytes.ts'

const VERSION_0 = 0
const EXTERNAL_ADDRESS = 0
const RESPONSE = 0x80

export default definePayload({
  protocol: 'nat-pmp',
  summary: 'asks a gateway for its public address',
  ports: [5351],
  source: 'RFC 6886 section 3.2; gateways of PCP (RFC 6887 section 9) answer that they know another version',
  harmless: 'the public address is what every web site sees; no mapping is made',
  build: () => bytes(VERSION_0, EXTERNAL_ADDRESS),
  isReply: (reply) => reply.length >= 8 && reply[0]! <= 2 && (reply[1]! & RESPONSE) !== 0,
})
