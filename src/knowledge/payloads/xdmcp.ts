import { definePayload } from '../payload.ts'
import { bytes, u16, u16At } from '../payload-bytes.ts'

const VERSION = 1
const QUERY = 2
const WILLING = 5
const UNWILLING = 6

export default definePayload({
  protocol: 'xdmcp',
  summary: 'asks whether it offers graphical logins',
  ports: [177],
  source: 'X Display Manager Control Protocol 1.1, sections "Protocol Description" (Query) and "Encoding"',
  harmless: 'Query asks for no session; only Request would',
  build: () => bytes(u16(VERSION), u16(QUERY), u16(1), 0),
  isReply: (reply) => u16At(reply, 0) === VERSION && [WILLING, UNWILLING].includes(u16At(reply, 2)),
})
