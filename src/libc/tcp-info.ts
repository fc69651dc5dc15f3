// decodes foreign bytes
import { getOption } from './socket.ts'

const IPPROTO_TCP = 6
const TCP_INFO = 11
const infoSize = 256

/** Offsets in struct tcp_info (include/uapi/linux/tcp.h): it only ever grew at its end. */
const unackedAt = 24
const notSentAt = 144
const windowAt = 228

/** How what was sent on a TCP connection fares. */
export interface TcpInfo {
  /** Segments that were sent and not acknowledged. */
  readonly unacknowledged: number
  /** Bytes that wait to be sent. Null before Linux 4.6. */
  readonly unsent: number | null
  /** The window that the peer offers, in bytes. Null before Linux 5.4. */
  readonly window: number | null
}

/** tcp(7), TCP_INFO. Null when the descriptor is no TCP socket any more. */
export function tcpInfo(descriptor: number): TcpInfo | null {
  const info = new Uint8Array(infoSize)
  const size = new Uint32Array([infoSize])
  if (getOption(descriptor, IPPROTO_TCP, TCP_INFO, info, size) !== 0) return null
  return parseTcpInfo(info.subarray(0, size[0]))
}

/** Of the kernel's answer, as much as this kernel has of it. Null when it is no answer. */
export function parseTcpInfo(info: Uint8Array): TcpInfo | null {
  const view = new DataView(info.buffer, info.byteOffset, info.length)
  // In the byte order of this machine: all that Linux and Node share a port on are little endian but s390x.
  const field = (at: number) => (at + 4 <= info.length ? view.getUint32(at, isLittleEndian) : null)
  const unacknowledged = field(unackedAt)
  return unacknowledged === null ? null : { unacknowledged, unsent: field(notSentAt), window: field(windowAt) }
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
