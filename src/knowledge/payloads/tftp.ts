import { definePayload } from '../payload.ts'
import { bytes, hexText, u16, u16At } from '../payload-bytes.ts'

const READ_REQUEST = 1
const DATA = 3
const ERROR = 5
const OPTION_ACKNOWLEDGED = 6

export default definePayload({
  protocol: 'tftp',
  summary: 'asks for a file of a random name',
  ports: [69],
  source: 'RFC 1350 sections 4 and 5',
  harmless: 'no file has 16 random bytes for a name; the answer is "file not found"',
  repliesFromOtherPort: true,
  build: ({ random }) => bytes(u16(READ_REQUEST), hexText(random(16)), 0, 'octet', 0),
  isReply: (reply) => reply.length >= 4 && [DATA, ERROR, OPTION_ACKNOWLEDGED].includes(u16At(reply, 0)),
})
