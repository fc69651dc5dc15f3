import { definePayload } from '../payload.ts'
import { bytes, u16 } from '../payload-bytes.ts'

const VERSION_2 = 2
const SERVICE_REQUEST = 1
const ANSWERS: readonly number[] = [2, 8, 11]
const text = (value: string) => bytes(u16(value.length), value)

export default definePayload({
  protocol: 'slp',
  summary: 'asks for the service agent itself',
  ports: [427],
  source: 'RFC 2608 sections 8 (header), 8.1 (service request) and 11.1 (service:service-agent)',
  harmless: "it reads the agent's own advertisement; nothing is registered",
  build({ random }) {
    const body = bytes(text(''), text('service:service-agent'), text('DEFAULT'), text(''), text(''))
    const language = text('en')
    const length = 12 + language.length + body.length
    const noFlagsNoExtension = [0, 0, 0, 0, 0]
    return bytes(VERSION_2, SERVICE_REQUEST, 0, u16(length), noFlagsNoExtension, random(2), language, body)
  },
  // A service reply, or an advertisement of a directory or service agent.
  isReply: (reply) => reply[0] === VERSION_2 && ANSWERS.includes(reply[1] ?? 0) && reply.length >= 14,
})
