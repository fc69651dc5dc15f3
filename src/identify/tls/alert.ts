// decodes foreign bytes
import type { Reply } from '../reply.ts'

/** Record types of RFC 8446 section 5.1. */
const alertRecord = 21
const handshakeRecord = 22
const recordHeader = 5
const clientHello = 1

/** Alert descriptions by number: RFC 8446 section 6, RFC 5246 section 7.2, RFC 7507. */
const descriptions: Readonly<Record<number, string>> = {
  0: 'close notify',
  10: 'unexpected message',
  20: 'bad record mac',
  21: 'decryption failed',
  22: 'record overflow',
  40: 'handshake failure',
  42: 'bad certificate',
  46: 'certificate unknown',
  47: 'illegal parameter',
  48: 'unknown ca',
  49: 'access denied',
  50: 'decode error',
  51: 'decrypt error',
  70: 'protocol version',
  71: 'insufficient security',
  80: 'internal error',
  86: 'inappropriate fallback',
  109: 'missing extension',
  110: 'unsupported extension',
  112: 'unrecognized name',
  116: 'certificate required',
  120: 'no application protocol',
}

/** Whether a reply to a ClientHello begins as TLS does: a handshake or an alert, of major version 3. */
export function looksLikeTls(reply: Reply): boolean {
  const type = reply.u8(0)
  // Who says what it is told sends our own ClientHello back.
  if (type === handshakeRecord && reply.u8(recordHeader) === clientHello) return false
  return (type === handshakeRecord || type === alertRecord) && reply.u8(1) === 3 && reply.u8(2) <= 4 && reply.u8(2) >= 0
}

/** What the last alert of a failed handshake says; null when there is none that can be read. */
export function alertOf(reply: Reply): string | null {
  let at = 0
  // 4 KiB are kept of a handshake, which is fewer records than this.
  for (let i = 0; i < 64 && at + recordHeader < reply.length; i++) {
    if (reply.u8(at) === alertRecord && reply.u16(at + 3) === 2) {
      return alertName(reply.u8(at + recordHeader + 1))
    }
    at += recordHeader + reply.u16(at + 3)
  }
  return null
}

/** An alert's description in words. */
export function alertName(number: number): string {
  return descriptions[number] ?? `alert ${number}`
}
