import { check, declare, SystemCallError } from '../../libc/library.ts'
import type { Transport } from '../../model/unions.ts'

const socket = declare<(family: number, type: number, protocol: number) => number>('int socket(int, int, int)')
const bind = declare<(fd: number, address: Uint8Array, length: number) => number>('int bind(int, void*, unsigned int)')
const setsockopt = declare<(fd: number, level: number, option: number, value: Uint8Array, length: number) => number>(
  'int setsockopt(int, int, int, void*, unsigned int)',
)
const close = declare<(fd: number) => number>('int close(int)')

const AF_INET = 2
const AF_INET6 = 10
/** SOCK_STREAM and SOCK_DGRAM, each with SOCK_CLOEXEC. */
const types = { tcp: 0o2000001, udp: 0o2000002 } as const
const IPPROTO_IPV6 = 41
const IPV6_V6ONLY = 26
/** sizeof struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)). */
const addressLengths = { [AF_INET]: 16, [AF_INET6]: 28 } as const

/**
 * Binds a port on all addresses of both families for a moment, without listening and without SO_REUSEADDR, so that any
 * use of it stands in the way. Null when that went well, else why not (`EADDRINUSE`, `EACCES`).
 */
export function tryBind(transport: Transport, port: number): string | null {
  const open: number[] = []
  try {
    for (const family of [AF_INET, AF_INET6] as const) bindAll(family, transport, port, open)
    return null
  } catch (error) {
    if (error instanceof SystemCallError) return error.code
    throw error
  } finally {
    for (const fd of open) close(fd)
  }
}

function bindAll(family: typeof AF_INET | typeof AF_INET6, transport: Transport, port: number, open: number[]): void {
  const fd = socket(family, types[transport], 0)
  // A kernel without IPv6 has no IPv6 port to be in use.
  if (fd < 0 && family === AF_INET6) return
  open.push(check('socket', fd))
  if (family === AF_INET6) {
    check('setsockopt', setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, new Uint8Array(Int32Array.of(1).buffer), 4))
  }
  const address = new Uint8Array(addressLengths[family])
  new Uint16Array(address.buffer, 0, 1)[0] = family
  new DataView(address.buffer).setUint16(2, port)
  check('bind', bind(fd, address, address.length))
}
