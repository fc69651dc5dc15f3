import { definePayload } from '../payload.ts'
import { bytes, u32, u32At } from '../payload-bytes.ts'

/** A long header with the fixed bit; the rest belongs to the version (RFC 8999 section 5.1). */
const LONG_HEADER = 0xc0
/** Reserved so that every server answers with what it does speak (RFC 9000 section 15). */
const RESERVED_VERSION = 0x1a2a3a4a
/** What a server answers at all (RFC 9000 sections 5.2.2 and 14.1). */
const SMALLEST_INITIAL = 1200

export default definePayload({
  protocol: 'quic',
  summary: 'offers a reserved version, to be told the real ones',
  ports: [443, 853, 8443],
  source: 'RFC 8999 sections 5.1 and 6, RFC 9000 sections 6, 14.1 and 15',
  harmless: 'version negotiation keeps no state on the server and starts no handshake',
  build({ random }) {
    const header = bytes(LONG_HEADER, u32(RESERVED_VERSION), 8, random(8), 8, random(8))
    return bytes(header, new Uint8Array(SMALLEST_INITIAL - header.length))
  },
  // Version 0 is version negotiation; both connection ids are the 8 bytes that we chose; at least one version follows.
  isReply: (reply) => (reply[0] ?? 0) >= 0x80 && u32At(reply, 1) === 0 && reply[5] === 8 && reply.length >= 27,
})
