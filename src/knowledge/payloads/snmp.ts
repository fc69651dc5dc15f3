import { definePayload } from '../payload.ts'
import { ber, berAt, u16 } from '../payload-bytes.ts'

const INTEGER = 0x02
const OCTET_STRING = 0x04
const SEQUENCE = 0x30
const GET_REQUEST = 0xa0
const VERSION_3 = 3
/** Reportable, neither authentication nor privacy (RFC 3412 section 6.4). */
const REPORTABLE = 0x04
const USER_SECURITY_MODEL = 3
/** Ids are INTEGER (0..2147483647): the first bit stays clear, and the second is set so that no byte is superfluous. */
const positive = (random: Uint8Array) => random.map((byte, i) => (i === 0 ? (byte & 0x3f) | 0x40 : byte))

export default definePayload({
  protocol: 'snmp',
  summary: 'asks an SNMPv3 engine for its identity',
  ports: [161],
  source: 'RFC 3414 section 4 (discovery), RFC 3412 section 6 (message), RFC 3416 section 3 (PDU)',
  harmless: 'engine discovery with an empty user: no community and no user is guessed, no object is read',
  build({ random }) {
    const zero = ber(INTEGER, 0)
    const none = ber(OCTET_STRING)
    const header = ber(
      SEQUENCE,
      ber(INTEGER, positive(random(4))),
      ber(INTEGER, 0, u16(65507)),
      ber(OCTET_STRING, REPORTABLE),
      ber(INTEGER, USER_SECURITY_MODEL),
    )
    const security = ber(OCTET_STRING, ber(SEQUENCE, none, zero, zero, none, none, none))
    const request = ber(GET_REQUEST, ber(INTEGER, positive(random(4))), zero, zero, ber(SEQUENCE))
    return ber(SEQUENCE, ber(INTEGER, VERSION_3), header, security, ber(SEQUENCE, none, none, request))
  },
  isReply(reply) {
    const message = berAt(reply, 0)
    const version = message && berAt(reply, message.start)
    const header = version && berAt(reply, version.end)
    return (
      message?.tag === SEQUENCE &&
      version?.tag === INTEGER &&
      reply[version.start] === VERSION_3 &&
      header?.tag === SEQUENCE
    )
  },
})
