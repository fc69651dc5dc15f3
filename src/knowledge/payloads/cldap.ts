import { definePayload } from '../payload.ts'
import { ber, berAt } from '../payload-bytes.ts'

const BOOLEAN = 0x01
const INTEGER = 0x02
const OCTET_STRING = 0x04
const ENUMERATED = 0x0a
const SEQUENCE = 0x30
const SEARCH_REQUEST = 0x63
const SEARCH_RESULTS: readonly number[] = [0x64, 0x65]
const PRESENT = 0x87

export default definePayload({
  protocol: 'cldap',
  summary: 'reads the LDAP version from the root entry',
  ports: [389],
  source:
    'RFC 4511 section 4.5.1 (search), RFC 4512 section 5.1 (root DSE); over UDP as [MS-ADTS] section 3.1.1.3.1.10',
  harmless: 'the root entry is readable by everybody by design; nobody logs in and one attribute is asked for',
  build({ random }) {
    const baseObject = ber(ENUMERATED, 0)
    const zero = ber(INTEGER, 0)
    const search = ber(
      SEARCH_REQUEST,
      ber(OCTET_STRING),
      baseObject,
      ber(ENUMERATED, 0),
      zero,
      zero,
      ber(BOOLEAN, 0),
      ber(PRESENT, 'objectClass'),
      ber(SEQUENCE, ber(OCTET_STRING, 'supportedLDAPVersion')),
    )
    return ber(SEQUENCE, ber(INTEGER, (random(1)[0]! & 0x3f) + 1), search)
  },
  isReply(reply) {
    const message = berAt(reply, 0)
    const id = message && berAt(reply, message.start)
    return message?.tag === SEQUENCE && id?.tag === INTEGER && SEARCH_RESULTS.includes(reply[id.end] ?? -1)
  },
})
