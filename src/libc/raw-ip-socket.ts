import { errno, errnoNumbers, SystemCallError } from './library.ts'
import { AF_INET, AF_INET6, SOCK_CLOEXEC, socket } from './socket.ts'

// include/uapi/linux/in.h, bits/socket_type.h
const SOCK_RAW = 3
const IPPROTO_RAW = 255

/**
 * A socket that sends packets whose IP header we write (raw(7)); it never receives any. Null where the kernel does not have this version
 * of IP. The kernel fills in an IPv4 header's checksum and total length, and the identification when that is 0.
 * @throws SystemCallError EPERM without CAP_NET_RAW
 */
export function openRawIpSocket(version: 4 | 6): number | null {
  const fd = socket(version === 4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)
  if (fd >= 0) return fd
  if (errno() === errnoNumbers.EAFNOSUPPORT) return null
  throw new SystemCallError('raw socket', errno())
}
