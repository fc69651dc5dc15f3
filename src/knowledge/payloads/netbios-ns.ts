import { definePayload } from '../payload.ts'
import { bytes, dnsQuestion, u16At } from '../payload-bytes.ts'

const NBSTAT = 0x21
const IN = 1

/** The name `*` and 15 zero bytes, each half byte as a letter from A on (RFC 1001 section 14.1). */
const anyName = Array.from(bytes('*', new Uint8Array(15)), (byte) =>
  String.fromCharCode(0x41 + (byte >> 4), 0x41 + (byte & 15)),
).join('')

export default definePayload({
  protocol: 'netbios-ns',
  summary: 'asks for the status of the node',
  ports: [137],
  source: 'RFC 1002 sections 4.2.17 and 4.2.18',
  harmless: 'a node status request reads the names that the host broadcasts by itself, and registers nothing',
  build: ({ random }) => dnsQuestion({ id: random(2), flags: 0 }, anyName, NBSTAT, IN),
  // No question, one answer of type NBSTAT after a name of 34 bytes.
  isReply: (reply) => (reply[2] ?? 0) >= 0x80 && u16At(reply, 4) === 0 && u16At(reply, 46) === NBSTAT,
})
