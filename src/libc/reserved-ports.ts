import { check, errno, errnoNumbers } from './library.ts'
import {
  AF_INET,
  AF_INET6,
  bind,
  close,
  IPPROTO_IPV6,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_STREAM,
  setOption,
  socket,
} from './socket.ts'
import { SocketAddress } from './socket-address.ts'

/** include/uapi/linux/in6.h */
const IPV6_V6ONLY = 26

/**
 * Binds a port of every own address, IPv4 and IPv6, for as long as the socket is open, so that no other program gets it. Nothing
 * listens there: the kernel refuses what comes in over TCP, and keeps to itself what comes in over UDP. Gives the descriptor, or null
 * when somebody has the port.
 * @throws SystemCallError EMFILE, EACCES
 */
export function reservePort(transport: 'tcp' | 'udp', port: number): number | null {
  const type = (transport === 'tcp' ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC
  // A socket of [::] takes IPv4 as well; where there is no IPv6, 0.0.0.0 is all.
  const six = socket(AF_INET6, type, 0)
  const fd = six >= 0 ? six : check('socket', socket(AF_INET, type, 0))
  // Whatever net.ipv6.bindv6only says.
  if (six >= 0) setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, Int32Array.of(0), 4)
  const any = new SocketAddress()
  any.set(new Uint8Array(16), six >= 0 ? 6 : 4, port, 0)
  if (bind(fd, any.bytes, any.size) === 0) return fd
  const error = errno()
  close(fd)
  if (error === errnoNumbers.EADDRINUSE) return null
  return check('bind', -1)
}
