import { definePayload } from '../payload.ts'
import { bytes, u16, u32, u32At } from '../payload-bytes.ts'

const VERSION_2 = 0x20
const IKE_SA_INIT = 34
const INITIATOR = 0x08
const [SA, KE, NONCE, NOTHING] = [33, 34, 40, 0]
/** Transforms: AES-CBC with 128 bits, HMAC-SHA2-256 as PRF and for integrity, the 2048-bit MODP group (IANA IKEv2 registry). */
const transforms = [
  { type: 1, id: 12, attributes: [...u16(0x800e), ...u16(128)] },
  { type: 2, id: 5, attributes: [] },
  { type: 3, id: 12, attributes: [] },
  { type: 4, id: 14, attributes: [] },
]
const GROUP_14 = 14

const payload = (next: number, content: Uint8Array) => bytes(next, 0, u16(content.length + 4), content)

function proposal(): Uint8Array {
  const encoded = transforms.map(({ type, id, attributes }, i) => {
    const more = i < transforms.length - 1 ? 3 : 0
    return bytes(more, 0, u16(8 + attributes.length), type, 0, u16(id), attributes)
  })
  const content = bytes(...encoded)
  const ikeProtocol = 1
  return bytes(0, 0, u16(8 + content.length), 1, ikeProtocol, 0, transforms.length, content)
}

/** The first message of IKEv2, without what UDP port 4500 wants before it. */
export function ikeSaInit(random: (bytes: number) => Uint8Array): Uint8Array {
  const body = bytes(
    payload(KE, proposal()),
    payload(NONCE, bytes(u16(GROUP_14), u16(0), random(256))),
    payload(NOTHING, random(32)),
  )
  const header = bytes(random(8), new Uint8Array(8), SA, VERSION_2, IKE_SA_INIT, INITIATOR, u32(0))
  return bytes(header, u32(header.length + 4 + body.length), body)
}

/** An IKE header (RFC 7296 section 3.1) of version 1 or 2 that counts its own length right. */
export function isIkeReply(reply: Uint8Array): boolean {
  const major = (reply[17] ?? 0) >> 4
  return (major === 1 || major === 2) && u32At(reply, 24) === reply.length
}

export default definePayload({
  protocol: 'ike',
  summary: 'begins an IKEv2 key exchange',
  ports: [500],
  source: 'RFC 7296 sections 1.2 and 3.1 to 3.9',
  harmless: 'the exchange ends before anybody is named or logs in; what the server keeps of it expires in seconds',
  build: ({ random }) => ikeSaInit(random),
  isReply: isIkeReply,
})
