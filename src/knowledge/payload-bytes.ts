// decodes foreign bytes

/** Text is ASCII; numbers are single bytes. */
type Part = number | string | Uint8Array | readonly number[]

/** Joins bytes, texts and byte strings into one datagram. */
export function bytes(...parts: readonly Part[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part]
      if (typeof part === 'string') return [...Buffer.from(part, 'latin1')]
      return [...part]
    }),
  )
}

/** 16 bits in network byte order. */
export const u16 = (value: number): readonly number[] => [(value >>> 8) & 0xff, value & 0xff]

/** 32 bits in network byte order. */
export const u32 = (value: number): readonly number[] => [...u16(value >>> 16), ...u16(value & 0xffff)]

/** Random bytes as lower case hex, for text protocols. */
export function hexText(random: Uint8Array): string {
  return Buffer.from(random).toString('hex')
}

/** Text with the line ends that internet protocols want. */
export function lines(...text: readonly string[]): Uint8Array {
  return bytes(text.map((line) => `${line}\r\n`).join(''))
}

/** One BER element with a definite length (X.690 section 8.1), for contents below 64 KiB. */
export function ber(tag: number, ...contents: readonly Part[]): Uint8Array {
  const content = bytes(...contents)
  const { length } = content
  if (length < 0x80) return bytes(tag, length, content)
  return length < 0x100 ? bytes(tag, 0x81, length, content) : bytes(tag, 0x82, u16(length), content)
}

/** A DNS message with one question (RFC 1035 section 4.1). `name` without the last dot; '' is the root. */
export function dnsQuestion(header: { id: Uint8Array; flags: number }, name: string, type: number, klass: number) {
  const labels = name === '' ? [] : name.split('.').map((label) => bytes(label.length, label))
  return bytes(header.id, u16(header.flags), u16(1), u16(0), u16(0), u16(0), ...labels, 0, u16(type), u16(klass))
}

/** A call of procedure 0, which does nothing and needs no credentials (RFC 5531 sections 9 and 11). */
export function rpcNullCall(xid: Uint8Array, program: number, version: number): Uint8Array {
  const call = 0
  const rpcVersion = 2
  const authNone = [...u32(0), ...u32(0)]
  return bytes(xid, u32(call), u32(rpcVersion), u32(program), u32(version), u32(0), authNone, authNone)
}

/** An accepted or denied reply (RFC 5531 section 9): message type 1, reply status 0 or 1. */
export function isRpcReply(reply: Uint8Array): boolean {
  return u32At(reply, 4) === 1 && u32At(reply, 8) >= 0 && u32At(reply, 8) <= 1
}

/** A DNS message with the response bit (RFC 1035 section 4.1.1) and at most one question. */
export function isDnsReply(reply: Uint8Array): boolean {
  return reply.length >= 12 && (reply[2]! & 0x80) !== 0 && u16At(reply, 4) <= 1
}

/** 16 bits in network byte order, or -1 where the datagram ends before. */
export function u16At(reply: Uint8Array, offset: number): number {
  return offset + 2 > reply.length ? -1 : (reply[offset]! << 8) | reply[offset + 1]!
}

/** 32 bits in network byte order, or -1 where the datagram ends before. */
export function u32At(reply: Uint8Array, offset: number): number {
  return offset + 4 > reply.length ? -1 : u16At(reply, offset) * 0x10000 + u16At(reply, offset + 2)
}

/** Whether the ASCII text stands at the offset. */
export function hasText(reply: Uint8Array, text: string, offset = 0): boolean {
  if (offset + text.length > reply.length) return false
  for (let i = 0; i < text.length; i++) if (reply[offset + i] !== text.charCodeAt(i)) return false
  return true
}

/** Whether the ASCII text stands anywhere in the first 4 KiB. */
export function includesText(reply: Uint8Array, text: string): boolean {
  return Buffer.from(reply.buffer, reply.byteOffset, Math.min(reply.length, 4096)).includes(text, 0, 'latin1')
}

/** A BER element: its tag, and where its contents begin and end. */
export interface BerElement {
  readonly tag: number
  readonly start: number
  readonly end: number
}

/** The BER element at an offset, or undefined when it is not whole, has a long tag or is longer than 64 KiB. */
export function berAt(reply: Uint8Array, offset: number): BerElement | undefined {
  const tag = reply[offset]
  const first = reply[offset + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  // Active Directory writes every length in four bytes.
  if (lengthBytes > 4 || first === 0x80) return undefined
  let length = lengthBytes === 0 ? first : 0
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + (reply[offset + 2 + i] ?? Number.NaN)
  const start = offset + 2 + lengthBytes
  return start + length <= reply.length ? { tag, start, end: start + length } : undefined
}
