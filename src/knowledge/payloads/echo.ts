import { definePayload } from '../payload.ts'
import { bytes, hasText } from '../payload-bytes.ts'

const TEXT = 'portreeve '

export default definePayload({
  protocol: 'echo',
  summary: 'says a word, to hear it again',
  ports: [7],
  source: 'RFC 862',
  harmless: 'it comes back as it went',
  build: ({ random }) => bytes(TEXT, random(4)),
  isReply: (reply) => hasText(reply, TEXT),
})
