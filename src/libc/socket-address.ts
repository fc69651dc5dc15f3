import { AF_INET, AF_INET6, ipv4AddressSize, ipv6AddressSize } from './socket.ts'

/** A sockaddr_in or sockaddr_in6 (linux/in.h, linux/in6.h; little-endian) that is written over and over, so that probing allocates nothing. */
export class SocketAddress {
  /** The memory to hand to connect(2). */
  readonly bytes = new Uint8Array(ipv6AddressSize)
  /** How much of it counts. */
  size = 0

  /** Writes an address in network byte order. `scope` is the interface index of a link-local IPv6 address, else 0. */
  set(address: Uint8Array, family: 4 | 6, port: number, scope: number): void {
    const bytes = this.bytes
    bytes[0] = family === 4 ? AF_INET : AF_INET6
    bytes[2] = port >>> 8
    bytes[3] = port
    if (family === 4) {
      this.size = ipv4AddressSize
      for (let i = 0; i < 4; i++) bytes[4 + i] = address[i]!
      return
    }
    this.size = ipv6AddressSize
    for (let i = 0; i < 16; i++) bytes[8 + i] = address[i]!
    for (let i = 0; i < 4; i++) bytes[24 + i] = scope >>> (8 * i)
  }
}

/** A sockaddr of family AF_UNSPEC: connect(2) to it dissolves what the socket was doing. */
export function unspecifiedAddress(): Uint8Array {
  return new Uint8Array(ipv4AddressSize)
}

/** Whether two socket addresses of one family have the same address and port. */
export function sameEndpoint(a: Uint8Array, b: Uint8Array, family: 4 | 6): boolean {
  return a[2] === b[2] && a[3] === b[3] && sameHost(a, b, family)
}

/** Whether two socket addresses of one family have the same address, whatever the port. */
export function sameHost(a: Uint8Array, b: Uint8Array, family: 4 | 6): boolean {
  const start = family === 4 ? 4 : 8
  const end = family === 4 ? 8 : 24
  for (let i = start; i < end; i++) if (a[i] !== b[i]) return false
  return true
}

/** Whether a sockaddr_in6 names an interface: its address is link-local (RFC 4007 §6). */
export function hasScope(address: Uint8Array): boolean {
  for (let i = 24; i < ipv6AddressSize; i++) if (address[i] !== 0) return true
  return false
}
