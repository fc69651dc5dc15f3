import { definePayload } from '../payload.ts'
import { dnsQuestion, isDnsReply } from '../payload-bytes.ts'

const PTR = 12
/** Class IN with the unicast-response bit (RFC 6762 section 5.4). */
const IN_UNICAST = 0x8001

export default definePayload({
  protocol: 'mdns',
  summary: 'asks which kinds of service are announced',
  ports: [5353],
  source: 'RFC 6762 sections 5.4 and 5.5 (direct unicast queries), RFC 6763 section 9',
  harmless: 'it asks for what the host announces to everybody on its link',
  build: ({ random }) => dnsQuestion({ id: random(2), flags: 0 }, '_services._dns-sd._udp.local', PTR, IN_UNICAST),
  isReply: isDnsReply,
})
