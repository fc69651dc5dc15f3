// decodes foreign bytes
// The kernel's report of an error on a socket: struct sock_extended_err, include/uapi/linux/errqueue.h, as the payload of a
// control message IP_RECVERR or IPV6_RECVERR (ip(7)), followed by the socket address of the node that sent the ICMP message.
import { AF_INET, AF_INET6, IP_RECVERR, IPPROTO_IP, IPPROTO_IPV6, IPV6_RECVERR } from './socket.ts'

/** Where an error came from: ee_origin. */
export const SO_EE_ORIGIN_ICMP = 2
export const SO_EE_ORIGIN_ICMP6 = 3

/** Written over and over, so that reading errors allocates nothing. */
export interface ExtendedError {
  errno: number
  origin: number
  /** ICMP or ICMPv6 type and code, when the origin is one of these. */
  type: number
  code: number
  /** sockaddr of the node that reported it, port 0; its family is 0 when the kernel does not say. */
  readonly offender: Uint8Array
  offenderFamily: 0 | 4 | 6
}

export function newExtendedError(): ExtendedError {
  return { errno: 0, origin: 0, type: 0, code: 0, offender: new Uint8Array(28), offenderFamily: 0 }
}

/** struct cmsghdr on 64 bits: length 8, level 4, type 4. Messages are aligned to 8. */
const headerSize = 16
const errorSize = 16

/**
 * Finds the extended error in the control messages of recvmsg(2) and writes it into `out`.
 * False when there is none; never throws, whatever the bytes.
 */
export function readExtendedError(control: DataView, length: number, out: ExtendedError): boolean {
  const end = Math.min(length, control.byteLength)
  let at = 0
  while (at + headerSize <= end) {
    const size = control.getUint32(at, true)
    if (size < headerSize || at + size > end) return false
    const level = control.getInt32(at + 8, true)
    const type = control.getInt32(at + 12, true)
    const wanted = (level === IPPROTO_IP && type === IP_RECVERR) || (level === IPPROTO_IPV6 && type === IPV6_RECVERR)
    if (wanted && size >= headerSize + errorSize) {
      readError(control, at + headerSize, at + size, out)
      return true
    }
    at += (size + 7) & ~7
  }
  return false
}

function readError(control: DataView, start: number, end: number, out: ExtendedError): void {
  out.errno = control.getUint32(start, true)
  out.origin = control.getUint8(start + 4)
  out.type = control.getUint8(start + 5)
  out.code = control.getUint8(start + 6)
  const offender = start + errorSize
  const room = end - offender
  const family = room >= 2 ? control.getUint16(offender, true) : 0
  out.offenderFamily = family === AF_INET && room >= 16 ? 4 : family === AF_INET6 && room >= 28 ? 6 : 0
  const size = out.offenderFamily === 4 ? 16 : out.offenderFamily === 6 ? 28 : 0
  for (let i = 0; i < size; i++) out.offender[i] = control.getUint8(offender + i)
}
