// decodes foreign bytes
import type { Reply } from '../../reply.ts'

/** Registered security types (rfbproto.rst). */
const names: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'VNC password',
  5: 'RA2',
  6: 'RA2ne',
  13: 'RA2 two-step',
  16: 'Tight',
  17: 'Ultra',
  18: 'TLS',
  19: 'VeNCrypt',
  20: 'SASL',
  21: 'MD5',
  22: 'xvp',
  23: 'secure tunnel',
  24: 'integrated SSH',
  30: 'Apple DH',
  33: 'Apple RSA-SRP',
  35: 'Apple Kerberos',
  36: 'Apple SRP',
  113: 'MS-Logon II',
  114: 'SecureVNC',
  117: 'UltraVNC SCPrompt',
  129: 'RA256',
  130: 'RA256ne',
}

/** What a server offers, or why it offers nothing. */
export interface Security {
  readonly types: readonly { readonly number: number; readonly name: string }[]
  readonly reason: string
}

/** RFC 6143 section 7.1.2: a count and types; without any, a reason. Up to version 3.6 (appendix A) it is one type in 32 bits. */
export function securityIn(reply: Reply, isOld: boolean): Security | null {
  if (isOld && reply.length < 4) return null
  const count = isOld ? Math.min(reply.u32(0), 1) : reply.u8(0)
  if (count === 0) return { types: [], reason: reasonAt(reply, isOld ? 4 : 1) }
  if (isOld) return { types: [typeOf(reply.u32(0))], reason: '' }
  return count < 0 || reply.length < 1 + count
    ? null
    : { types: Array.from({ length: count }, (_, i) => typeOf(reply.u8(1 + i))), reason: '' }
}

export function isWholeOffer(reply: Reply): boolean {
  const count = reply.u8(0)
  return count > 0 ? reply.length > count : count === 0 && reply.u32(1) >= 0 && reply.length >= 5 + reply.u32(1)
}

function typeOf(number: number) {
  return { number, name: names[number] ?? `type ${number}` }
}

function reasonAt(reply: Reply, at: number): string {
  const length = reply.u32(at)
  return length < 0 ? '' : reply.slice(at + 4, at + 4 + length).trim()
}
