import { definePayload } from '../payload.ts'
import { bytes, u32, u32At } from '../payload-bytes.ts'
import { ikeSaInit, isIkeReply } from './ike.ts'

const NON_ESP_MARKER = 0

export default definePayload({
  protocol: 'ike-nat-t',
  summary: 'begins an IKEv2 key exchange on the port for NAT traversal',
  ports: [4500],
  source: 'RFC 3948 section 2.2 (non-ESP marker), RFC 7296 section 2.23',
  harmless: 'as ike: nobody is named or logs in',
  build: ({ random }) => bytes(u32(NON_ESP_MARKER), ikeSaInit(random)),
  isReply: (reply) => u32At(reply, 0) === NON_ESP_MARKER && isIkeReply(reply.subarray(4)),
})
