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

export interface NetlinkMessage {
  readonly type: number
  /** What follows the header: a window on the buffer that was given, valid as long as that is. */
  readonly payload: DataView
}

/** Messages and attributes start at multiples of four bytes (NLMSG_ALIGNTO, NLA_ALIGNTO). */
const align = (length: number): number => (length + 3) & ~3

/** Walks the messages of one datagram; ends at the first whose length does not fit. Never throws. */
export function* netlinkMessages(datagram: Uint8Array): Generator<NetlinkMessage> {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength)
  let offset = 0
  while (offset + headerLength <= view.byteLength) {
    const length = view.getUint32(offset, littleEndian)
    if (length < headerLength || offset + length > view.byteLength) return
    const start = datagram.byteOffset + offset + headerLength
    yield {
      type: view.getUint16(offset + 4, littleEndian),
      payload: new DataView(datagram.buffer, start, length - headerLength),
    }
    offset += align(length)
  }
}

/** First byte of the attribute's value, or null when there is no such attribute with a value. Never throws. */
export function attributeByte(payload: DataView, start: number, wanted: number): number | null {
  // struct nlattr, linux/netlink.h: length u16 (with these four bytes), type u16; then the value.
  let offset = start
  while (offset + 4 <= payload.byteLength) {
    const length = payload.getUint16(offset, littleEndian)
    if (length < 4 || offset + length > payload.byteLength) return null
    if (length > 4 && payload.getUint16(offset + 2, littleEndian) === wanted) return payload.getUint8(offset + 4)
    offset += align(length)
  }
  return null
}

/** errno of an NLMSG_ERROR or NLMSG_DONE message (positive), 0 when it reports success or is cut off. */
export function errorNumber(payload: DataView): number {
  return payload.byteLength < 4 ? 0 : Math.max(0, -payload.getInt32(0, littleEndian))
}
