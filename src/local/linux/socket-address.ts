// decodes foreign bytes
import { ipv4Text, ipv6Text } from '../../lib/address.ts'

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/

/**
 * Canonical text of the 4 or 16 bytes at `offset`, which the caller has checked to be there. An IPv4-mapped address
 * (RFC 4291 section 2.5.5.2) is on a socket that only IPv4 reaches, or on a connection that came by it: it is given as IPv4.
 */
export function socketAddress(family: 4 | 6, bytes: DataView, offset: number): string {
  if (family === 4) return ipv4Text(bytes.getUint32(offset))
  const text = ipv6Text(new Uint8Array(bytes.buffer, bytes.byteOffset + offset, 16))
  return mapped.exec(text)?.[1] ?? text
}

const linkLocal = /^fe[89ab][0-9a-f]:/

/** Whether an address needs a zone to be whole (fe80::/10, RFC 4007). */
export function isLinkLocal(address: string): boolean {
  return linkLocal.test(address)
}
