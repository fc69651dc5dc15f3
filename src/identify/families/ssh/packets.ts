// decodes foreign bytes
import { bytes, u32 } from '../../../knowledge/payload-bytes.ts'
import type { Reply } from '../../reply.ts'

/** Longest packet that everybody has to take (RFC 4253 section 6.1). */
const longestPacket = 35_000

/** Message numbers of RFC 4253 section 12 and RFC 5656 section 7.1, which share theirs. */
export const message = { disconnect: 1, keyExchange: 20, exchangeInit: 30, exchangeReply: 31 } as const

/** The packet as it is sent before keys are there (RFC 4253 section 6): padded to eight bytes, without a MAC. */
export function packet(payload: Uint8Array): Uint8Array {
  const padding = 8 - ((payload.length + 5) % 8) + (8 - ((payload.length + 5) % 8) < 4 ? 8 : 0)
  return bytes(u32(payload.length + padding + 1), padding, payload, new Uint8Array(padding))
}

/** The payload of the first packet with this message number that is there whole; null when there is none. */
export function payloadOf(number: number, stream: Reply): Reply | null {
  for (let at = 0; ; ) {
    const length = stream.u32(at)
    if (length < 2 || length > longestPacket || at + 4 + length > stream.length) return null
    if (stream.u8(at + 5) === number) return stream.part(at + 5, at + 4 + length - stream.u8(at + 4))
    at += 4 + length
  }
}

/** A string with its length before it (RFC 4251 section 5). */
export function sshString(value: string | Uint8Array): Uint8Array {
  return bytes(u32(value.length), value)
}

/** The string at an offset; null when it is not there whole. */
export function stringAt(payload: Reply, at: number): Reply | null {
  const length = payload.u32(at)
  return length < 0 || at + 4 + length > payload.length ? null : payload.part(at + 4, at + 4 + length)
}

/** What a KEXINIT offers (RFC 4253 section 7.1): ten lists after the cookie. */
export interface Offer {
  readonly kex: string[]
  readonly hostKeys: string[]
  readonly ciphers: string[]
  readonly macs: string[]
  readonly compression: string[]
}

/** Null when the lists are not whole. The lists are those from the server to the client, where there are two. */
export function offerIn(payload: Reply): Offer | null {
  const lists: string[][] = []
  for (let at = 17; lists.length < 8; ) {
    const list = stringAt(payload, at)
    if (list === null) return null
    lists.push(list.isEmpty ? [] : list.text.split(',', 200))
    at += 4 + list.length
  }
  return { kex: lists[0]!, hostKeys: lists[1]!, ciphers: lists[3]!, macs: lists[5]!, compression: lists[7]! }
}
