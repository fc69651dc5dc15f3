// decodes foreign bytes
import { ber, bytes, u16 } from '../../../knowledge/payload-bytes.ts'
import type { Reply } from '../../reply.ts'
import { ntlmNegotiate } from '../ntlm.ts'

/** MS-RDPBCGR section 2.2.1.1.1. */
export const protocols = { standard: 0, tls: 1, hybrid: 2, hybridEx: 8 } as const

/** Failure codes (MS-RDPBCGR section 2.2.1.2.2). */
export const failure = {
  tlsRequired: 1,
  tlsNotAllowed: 2,
  noCertificate: 3,
  inconsistent: 4,
  hybridRequired: 5,
} as const

/** An X.224 connection request with an RDP negotiation request (MS-RDPBCGR sections 2.2.1.1, 2.2.1.1.1), without a user in a cookie. */
export function connectionRequest(requested: number): Uint8Array {
  const negotiation = [1, 0, 8, 0, requested, 0, 0, 0]
  const request = bytes(0xe0, u16(0), u16(0), 0, negotiation)
  return bytes([3, 0], u16(5 + request.length), request.length, request)
}

/** What the connection confirm says (MS-RDPBCGR section 2.2.1.2). `none`: it knows no negotiation, as before Windows Vista. */
export type Confirm =
  | { readonly kind: 'selected'; readonly protocol: number; readonly flags: number }
  | { readonly kind: 'failed'; readonly code: number }
  | { readonly kind: 'none' }

/** Null when it is no connection confirm of RDP. */
export function confirmIn(reply: Reply): Confirm | null {
  const isConfirm = reply.u16(0) === 0x0300 && reply.u8(5) === 0xd0 && reply.u8(4) + 5 === reply.u16(2)
  if (!isConfirm || reply.length < reply.u16(2)) return null
  // Sources without a negotiation: Windows and xrdp alike say 0x1234 of themselves. Other users of X.224 do not.
  if (reply.u16(2) === 11) return reply.u16(8) === 0x1234 ? { kind: 'none' } : null
  if (reply.u16(2) !== 19 || reply.u16le(13) !== 8) return null
  if (reply.u8(11) === 2) return { kind: 'selected', protocol: reply.u32le(15), flags: reply.u8(12) }
  return reply.u8(11) === 3 ? { kind: 'failed', code: reply.u32le(15) } : null
}

/** A TSRequest that carries the first message of NTLM, inside TLS (MS-CSSP section 2.2.1): it names nobody. */
export function credSspNegotiate(): Uint8Array {
  const version = ber(0xa0, ber(0x02, 6))
  const token = ber(0x30, ber(0xa0, ber(0x04, ntlmNegotiate())))
  return ber(0x30, version, ber(0xa1, ber(0x30, token)))
}
