import { definePayload } from '../payload.ts'
import { dnsQuestion, isDnsReply } from '../payload-bytes.ts'

const NS = 2
const IN = 1

export default definePayload({
  protocol: 'dns',
  summary: 'asks for the name servers of the root, without recursion',
  ports: [53],
  source: 'RFC 1035 section 4.1',
  harmless: 'the answer is the same everywhere and public; without recursion the server asks nobody else',
  build: ({ random }) => dnsQuestion({ id: random(2), flags: 0 }, '', NS, IN),
  isReply: isDnsReply,
})
