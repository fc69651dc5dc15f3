import { definePayload } from '../payload.ts'
import { bytes, hasText, u16, u16At } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'memcached',
  summary: 'asks for the version',
  ports: [11211],
  source: 'memcached doc/protocol.txt, "UDP protocol" and "version"',
  harmless: 'version reads no key and changes nothing',
  build: ({ random }) => bytes(random(2), u16(0), u16(1), u16(0), 'version\r\n'),
  isReply: (reply) => u16At(reply, 2) === 0 && (hasText(reply, 'VERSION ', 8) || hasText(reply, 'ERROR', 8)),
})
