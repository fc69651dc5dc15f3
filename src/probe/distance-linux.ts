// decodes foreign bytes
import { readdirSync, readFileSync } from 'node:fs'
import { endianness } from 'node:os'
import type { Prefix } from './distance-table.ts'

/** A route, reduced to what distance needs. `direct`: no gateway, so that its hosts are on the link. */
export interface Route extends Prefix {
  readonly interface: string
  readonly direct: boolean
  readonly metric: number
}

export interface Routes {
  /** Addresses that are this machine itself, single or as networks (AnyIP: `ip route add local 10.0.0.0/8 dev lo`). */
  readonly local: readonly Prefix[]
  readonly routes: readonly Route[]
}

/** Route flags of linux/route.h and linux/ipv6_route.h. */
const RTF_GATEWAY = 0x0002
const RTF_REJECT = 0x0200
const RTF_LOCAL = 0x8000_0000
/** Interface flags of linux/if.h: no neighbour is resolved there, so "on the link" means nothing (tunnels, PPP, WireGuard). */
const IFF_POINTOPOINT = 0x10
const IFF_NOARP = 0x80
/** More lines than this are not read. A router with full tables has a million routes, all through gateways. */
const maxLines = 50_000

/**
 * Local addresses of a /proc/net/fib_trie: leaves of type LOCAL, in all tables. Layout: net/ipv4/fib_trie.c,
 * fib_trie_seq_show. Lines that are something else are passed over; never throws.
 */
export function parseFibTrie(text: string): Prefix[] {
  const local: Prefix[] = []
  let leaf: Uint8Array | undefined
  for (const line of lines(text)) {
    const words = line.trim().split(/\s+/, 4)
    if (words[0] === '|--') leaf = ipv4(words[1] ?? '')
    else if (leaf !== undefined && words[2] === 'LOCAL' && /^\/\d{1,2}$/.test(words[0] ?? '')) {
      const bits = Number(words[0]?.slice(1))
      if (bits <= 32) local.push({ bytes: leaf, bits })
    }
  }
  return local
}

/**
 * Routes of a /proc/net/route. Layout: net/ipv4/fib_trie.c, fib_route_seq_show: addresses are 32-bit numbers in hex,
 * in the byte order of the machine. Lines that are something else are passed over; never throws.
 */
export function parseRoute4(text: string, order: 'LE' | 'BE' = endianness()): Route[] {
  const routes: Route[] = []
  for (const line of lines(text)) {
    const words = line.trim().split(/\s+/, 8)
    const [name = '', destination = '', , flags = '', , , metric = '', mask = ''] = words
    const bytes = hex(destination, 4)
    const maskBytes = hex(mask, 4)
    if (bytes === undefined || maskBytes === undefined || !/^[0-9A-F]{4}$/i.test(flags)) continue
    if (order === 'LE') {
      bytes.reverse()
      maskBytes.reverse()
    }
    const direct = (Number.parseInt(flags, 16) & (RTF_GATEWAY | RTF_REJECT)) === 0
    routes.push({ bytes, bits: leadingOnes(maskBytes), interface: name, direct, metric: Number(metric) || 0 })
  }
  return routes
}

/**
 * Routes and local addresses of a /proc/net/ipv6_route. Layout: net/ipv6/route.c, rt6_info_route: destination, length,
 * source, length, next hop, metric, use, count, flags in hex, interface. Other lines are passed over; never throws.
 */
export function parseRoute6(text: string): Routes {
  const local: Prefix[] = []
  const routes: Route[] = []
  for (const line of lines(text)) {
    const words = line.trim().split(/\s+/, 10)
    const [destination = '', length = '', , , , metric = '', , , flagText = '', name = ''] = words
    const bytes = hex(destination, 16)
    if (bytes === undefined || !/^[0-9a-f]{2}$/i.test(length) || !/^[0-9a-f]{8}$/i.test(flagText)) continue
    const bits = Number.parseInt(length, 16)
    const flags = Number.parseInt(flagText, 16)
    if (bits > 128) continue
    if ((flags & RTF_LOCAL) !== 0) local.push({ bytes, bits })
    else {
      const direct = (flags & (RTF_GATEWAY | RTF_REJECT)) === 0
      routes.push({ bytes, bits, interface: name, direct, metric: Number.parseInt(metric, 16) || 0 })
    }
  }
  return { local, routes }
}

/** Own addresses of a /proc/net/if_inet6 (net/ipv6/addrconf.c, if6_seq_show). Never throws. */
export function parseIfInet6(text: string): Prefix[] {
  const local: Prefix[] = []
  for (const line of lines(text)) {
    const bytes = hex(line.trim().split(/\s+/, 1)[0] ?? '', 16)
    if (bytes !== undefined) local.push({ bytes, bits: 128 })
  }
  return local
}

/** Local addresses and routes of the network namespace of this thread. What cannot be read is left out. */
export function readRoutes(): Routes {
  const six = parseRoute6(read('/proc/thread-self/net/ipv6_route'))
  const local4 = parseFibTrie(read('/proc/thread-self/net/fib_trie'))
  const routes4 = parseRoute4(read('/proc/thread-self/net/route'))
  const local6 = parseIfInet6(read('/proc/thread-self/net/if_inet6'))
  return { local: [...local4, ...local6, ...six.local], routes: [...routes4, ...six.routes] }
}

/** Names of interfaces that resolve no neighbours. Nothing that is reached through them is on the link. */
export function interfacesWithoutNeighbours(): ReadonlySet<string> {
  return new Set(interfaceNames().filter((name) => hasNoNeighbours(read(`/sys/class/net/${name}/flags`))))
}

/** What /sys/class/net/<name>/flags says: hex with 0x before it. Anything else counts as having neighbours. */
export function hasNoNeighbours(flags: string): boolean {
  if (!/^0x[0-9a-f]{1,8}\s*$/i.test(flags)) return false
  return (Number.parseInt(flags, 16) & (IFF_POINTOPOINT | IFF_NOARP)) !== 0
}

function interfaceNames(): string[] {
  try {
    return readdirSync('/sys/class/net')
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function* lines(text: string): Generator<string> {
  let start = 0
  for (let count = 0; count < maxLines && start < text.length; count++) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    // No line of these files is longer than 256 characters; what is longer is no line of theirs.
    if (end - start <= 256) yield text.slice(start, end)
    start = end + 1
  }
}

function hex(text: string, bytes: number): Uint8Array | undefined {
  if (text.length !== bytes * 2 || !/^[0-9a-f]+$/i.test(text)) return undefined
  return Uint8Array.from({ length: bytes }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16))
}

function ipv4(text: string): Uint8Array | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte <= 255) ? Uint8Array.from(bytes) : undefined
}

function leadingOnes(mask: Uint8Array): number {
  const firstPartial = mask.findIndex((byte) => byte !== 0xff)
  if (firstPartial === -1) return mask.length * 8
  return firstPartial * 8 + Math.clz32(~mask[firstPartial]! << 24)
}
