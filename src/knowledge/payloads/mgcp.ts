import { definePayload } from '../payload.ts'
import { hexText, lines } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'mgcp',
  summary: 'audits an endpoint of a random name',
  ports: [2427],
  source: 'RFC 3435 sections 2.3.10 (AuditEndpoint) and 3.2',
  harmless: 'an audit changes nothing, and no endpoint has a random name; the answer is an error',
  build({ random }) {
    const transaction = 1 + ((random(1)[0]! << 8) | random(1)[0]!)
    return lines(`AUEP ${transaction} ${hexText(random(8))}@portreeve.invalid MGCP 1.0`)
  },
  // Three digits, a space.
  isReply: (reply) =>
    reply.length >= 5 && reply.subarray(0, 3).every((byte) => byte >= 0x30 && byte <= 0x39) && reply[3] === 0x20,
})
