// decodes foreign bytes
import { endianness } from 'node:os'

/** The kernel speaks netlink in the processor's own byte order. */
export const littleEndian = endianness() === 'LE'

/** struct nlmsghdr, linux/netlink.h: length u32, type u16, flags u16, sequence u32, port u32. */
export const headerLength = 16
/** NLMSG_ERROR and NLMSG_DONE, linux/netlink.h. */
export const messageTypes = { error: 2, done: 3 } as const
/** NLM_F_REQUEST, NLM_F_DUMP (NLM_F_ROOT | NLM_F_MATCH), linux/netlink.h. */
export const flags = { request: 0x001, dump: 0x300 } as const

/** One message of a datagram. The payload lies in the datagram's bytes from `start` to `end`, whatever else those hold. */
export interface NetlinkMessage {
  readonly type: number
  readonly start: number
  readonly end: number
}

/** Messages and attributes start at multiples of four bytes (NLMSG_ALIGNTO, NLA_ALIGNTO). */
const align = (length: number): number => (length + 3) & ~3

/** Walks the messages of the datagram in the first `length` bytes; ends at the first that does not fit. Never throws. */
export function* netlinkMessages(bytes: DataView, length = bytes.byteLength): Generator<NetlinkMessage> {
  let offset = 0
  while (offset + headerLength <= length) {
    const end = offset + bytes.getUint32(offset, littleEndian)
    if (end < offset + headerLength || end > length) return
    yield { type: bytes.getUint16(offset + 4, littleEndian), start: offset + headerLength, end }
    offset = align(end)
  }
}

export interface NetlinkAttribute {
  readonly type: number
  /** Where its value lies. */
  readonly start: number
  readonly end: number
}

/** Walks the attributes between `start` and `end`, which lie within the bytes; ends at the first that does not fit. Never throws. */
export function* attributes(bytes: DataView, start: number, end: number): Generator<NetlinkAttribute> {
  // struct nlattr, linux/netlink.h: length u16 (with these four bytes), type u16; then the value.
  let offset = start
  while (offset + 4 <= end) {
    const length = bytes.getUint16(offset, littleEndian)
    if (length < 4 || offset + length > end) return
    yield { type: bytes.getUint16(offset + 2, littleEndian), start: offset + 4, end: offset + length }
    offset += align(length)
  }
}

/**
 * First byte of the value of an attribute of those between `start` and `end`, which lie within the bytes; null when
 * there is no such attribute with a value. Never throws.
 */
export function attributeByte(bytes: DataView, start: number, end: number, wanted: number): number | null {
  for (const attribute of attributes(bytes, start, end)) {
    if (attribute.type === wanted && attribute.end > attribute.start) return bytes.getUint8(attribute.start)
  }
  return null
}

/** A name: up to the first NUL, at most 31 bytes (IFNAMSIZ and TCKINDSIZ are 16; kinds of links are as short). */
export function attributeText(bytes: DataView, { start, end }: NetlinkAttribute): string {
  const field = new Uint8Array(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, 31))
  const nul = field.indexOf(0)
  return new TextDecoder().decode(nul < 0 ? field : field.subarray(0, nul))
}

/** errno of an NLMSG_ERROR or NLMSG_DONE message (positive), 0 when it reports success or is cut off. */
export function errorNumber(bytes: DataView, { start, end }: NetlinkMessage): number {
  return end - start < 4 ? 0 : Math.max(0, -bytes.getInt32(start, littleEndian))
}
