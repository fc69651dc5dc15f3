import { definePayload } from '../payload.ts'
import { bytes, u16, u16At } from '../payload-bytes.ts'

const HANDSHAKE = 22
const ALERT = 21
const CLIENT_HELLO = 1
const DTLS_1_0 = 0xfeff
const DTLS_1_2 = 0xfefd
/** ECDHE and RSA suites with AES (IANA TLS registry), so that old and new servers find one. */
const suites = [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x002f, 0x0035].flatMap(u16)

const u24 = (value: number) => [value >>> 16, ...u16(value & 0xffff)]
const extension = (type: number, content: readonly number[]) => [...u16(type), ...u16(content.length), ...content]
const list = (content: readonly number[]) => [...u16(content.length), ...content]

/** Groups x25519, P-256, P-384 (RFC 8422 section 5.1); signatures as in RFC 5246 section 7.4.1.4.1. */
const extensions = [
  ...extension(10, list([29, 23, 24].flatMap(u16))),
  ...extension(11, [1, 0]),
  ...extension(13, list([0x0403, 0x0503, 0x0804, 0x0401, 0x0501, 0x0201].flatMap(u16))),
]

/** A ClientHello of DTLS 1.2 in one record and one fragment. */
export function dtlsClientHello(random: (bytes: number) => Uint8Array): Uint8Array {
  const noSession = 0
  const noCookie = 0
  const nullCompression = [1, 0]
  const hello = bytes(u16(DTLS_1_2), random(32), noSession, noCookie, list(suites), nullCompression, list(extensions))
  const message = bytes(CLIENT_HELLO, u24(hello.length), u16(0), u24(0), u24(hello.length), hello)
  const epochAndSequence = new Uint8Array(8)
  return bytes(HANDSHAKE, u16(DTLS_1_0), epochAndSequence, u16(message.length), message)
}

/** A handshake or alert record of DTLS 1.0 or 1.2 in epoch 0. */
export function isDtlsReply(reply: Uint8Array): boolean {
  const version = u16At(reply, 1)
  return (
    (reply[0] === HANDSHAKE || reply[0] === ALERT) &&
    (version === DTLS_1_0 || version === DTLS_1_2) &&
    u16At(reply, 3) === 0 &&
    reply.length > 13
  )
}

export default definePayload({
  protocol: 'dtls',
  summary: 'begins a DTLS handshake',
  // VPN gateways on 443, RADIUS/DTLS, Remote Desktop Gateway, SIP, TURN and SNMP over DTLS.
  ports: [443, 853, 2083, 3391, 4433, 5061, 5349, 10161],
  rank: 1,
  source: 'RFC 6347 sections 4.1 and 4.2, RFC 5246 section 7.4.1.2',
  harmless: 'the server answers with a cookie and keeps nothing until it comes back (RFC 6347 section 4.2.1)',
  build: ({ random }) => dtlsClientHello(random),
  isReply: isDtlsReply,
})
