import type { Bind } from '../../model/unions.ts'
import type { ListeningSocket } from './socket.ts'

/** Whether an address stands for all addresses of its family. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/**
 * How wide a socket listens. A socket tied to a device listens on that device only, whatever its address says.
 * @param device name of the device that the socket is tied to
 */
export function bindOf(socket: ListeningSocket, device: string | null): Bind {
  // 127.0.0.0/8 and ::1 never leave the machine (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3); nor does device lo.
  if (socket.address.startsWith('127.') || socket.address === '::1' || device === 'lo') return 'loopback'
  if (device !== null || socket.device !== 0 || !isWildcard(socket.address)) return 'interface'
  return isDualStack(socket) ? 'dual-stack' : 'all'
}

/** Whether it takes IPv4 packets as well as IPv6 ones. */
export function isDualStack({ address, v6only }: ListeningSocket): boolean {
  return address === '::' && v6only === false
}
