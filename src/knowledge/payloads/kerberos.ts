import { definePayload } from '../payload.ts'
import { ber, berAt, u32At } from '../payload-bytes.ts'

const INTEGER = 0x02
const BIT_STRING = 0x03
const GENERALIZED_TIME = 0x18
const GENERAL_STRING = 0x1b
const SEQUENCE = 0x30
const AS_REQ = 0x6a
const KRB_ERROR = 0x7e
const REALM = 'PORTREEVE.INVALID'
const context = (tag: number, content: Uint8Array) => ber(0xa0 + tag, content)

export default definePayload({
  protocol: 'kerberos',
  summary: 'asks for a ticket of a realm that can not exist, to be told the error',
  ports: [88],
  source: 'RFC 4120 sections 5.4.1 (AS-REQ; the client name is optional) and 5.9.1 (KRB-ERROR)',
  harmless: 'no client is named, so no user is guessed and none can be locked out; realms never end in .invalid',
  build({ random }) {
    const realm = ber(GENERAL_STRING, REALM)
    const service = ber(
      SEQUENCE,
      context(0, ber(INTEGER, 2)),
      context(1, ber(SEQUENCE, ber(GENERAL_STRING, 'krbtgt'), realm)),
    )
    const nonce = random(4).map((byte, i) => (i === 0 ? (byte & 0x3f) | 0x40 : byte))
    const body = ber(
      SEQUENCE,
      context(0, ber(BIT_STRING, 0, 0, 0, 0, 0)),
      context(2, realm),
      context(3, service),
      context(5, ber(GENERALIZED_TIME, '19700101000000Z')),
      context(7, ber(INTEGER, nonce)),
      context(8, ber(SEQUENCE, ber(INTEGER, 18), ber(INTEGER, 17))),
    )
    const request = ber(SEQUENCE, context(1, ber(INTEGER, 5)), context(2, ber(INTEGER, 10)), context(4, body))
    return ber(AS_REQ, request)
  },
  // The first field of the sequence is the protocol version: [0] INTEGER 5.
  isReply(reply) {
    const message = berAt(reply, 0)
    const sequence = message && berAt(reply, message.start)
    return message?.tag === KRB_ERROR && sequence?.tag === SEQUENCE && u32At(reply, sequence.start) === 0xa0030201
  },
})
