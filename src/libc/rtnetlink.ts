import { SystemCallError } from './library.ts'
import { openNetlink } from './netlink.ts'
import { littleEndian } from './netlink-messages.ts'
import {
  type AddressMessage,
  type DestinationMessage,
  type DeviceMessage,
  decodeAddress,
  decodeDestination,
  decodeDevice,
  decodeLabel,
  decodeNeighbour,
  decodeRoute,
  decodeRule,
  decodeTableOverflows,
  type NeighbourMessage,
  type Network,
  type RouteMessage,
  RTA,
  type RuleMessage,
  routeSize,
} from './route-messages.ts'
import { AF_INET, AF_INET6 } from './socket.ts'

/** NETLINK_ROUTE, linux/netlink.h, and its requests, linux/rtnetlink.h. */
const NETLINK_ROUTE = 0
const RTM_GETLINK = 18
const RTM_GETADDR = 22
const RTM_GETROUTE = 26
const RTM_GETNEIGH = 30
const RTM_GETRULE = 34
const RTM_GETNEIGHTBL = 66
const RTM_GETADDRLABEL = 74
/** Fixed part of each dump's request; only its first byte, the family, counts. The longest is struct ifinfomsg. */
const dumpRequestSize = 16

/** Why the kernel has no way to a destination, by its errno (fib_props, net/ipv4/fib_semantics.c; fib6_prop, net/ipv6/route.c). */
const refusals: Readonly<Record<string, 'no-route' | 'unreachable' | 'prohibited' | 'blackhole'>> = {
  ENETUNREACH: 'no-route',
  EHOSTUNREACH: 'unreachable',
  EACCES: 'prohibited',
  EINVAL: 'blackhole',
  // A `throw` route, when no rule comes after its table.
  EAGAIN: 'no-route',
  // A kernel without IPv6.
  EOPNOTSUPP: 'no-route',
  EAFNOSUPPORT: 'no-route',
  // The interface that a zone names is gone, or down.
  ENODEV: 'no-route',
  ENETDOWN: 'no-route',
}

export type RouteRefusal = (typeof refusals)[string]

/** What the kernel knows of the network, asked anew by each call, in the network namespace that it was opened in. */
export interface RoutingSocket {
  devices(): DeviceMessage[]
  addresses(): AddressMessage[]
  /** Destinations of all routes of all tables; `width` 4 for IPv4, 16 for IPv6. */
  destinations(width: 4 | 16): DestinationMessage[]
  /** Policy rules; none where the kernel is built without them. */
  rules(width: 4 | 16): RuleMessage[]
  /** Networks that IPv6 source address selection tells apart (`ip addrlabel`). */
  labels(): Network[]
  /** The hosts of all links that the kernel knows or looks for. */
  neighbours(): NeighbourMessage[]
  /**
   * How often a host could not be reached because the ARP or the neighbour discovery table was full, since the system started.
   * There is one table of each family for all network namespaces (net.ipv4.neigh.default.gc_thresh3 entries);
   * /proc/net/stat/arp_cache has the same number, but in the first namespace alone.
   */
  neighbourOverflows(): number
  /**
   * The way to one destination (4 or 16 bytes), as `ip route get` shows it, or why there is none.
   * `device` is the index of the interface that it must go out by, 0 for any; `source` the address that it comes from.
   * @throws SystemCallError for any other failure
   */
  route(destination: Uint8Array, device: number, source: Uint8Array | null): RouteMessage | RouteRefusal
  close(): void
}

/** @throws SystemCallError */
export function openRouting(): RoutingSocket {
  const netlink = openNetlink(NETLINK_ROUTE)
  type Decode<T> = (bytes: DataView, start: number, end: number) => T | null
  const dump = <T>(type: number, family: number, decode: Decode<T>): T[] => {
    const request = new Uint8Array(dumpRequestSize)
    request[0] = family
    const found: T[] = []
    netlink.dump(type, request, (bytes, start, end) => {
      const message = decode(bytes, start, end)
      if (message !== null) found.push(message)
    })
    return found
  }
  return {
    devices: () => dump(RTM_GETLINK, 0, decodeDevice),
    addresses: () => dump(RTM_GETADDR, 0, decodeAddress),
    destinations: (width) => dump(RTM_GETROUTE, familyOf(width), (b, s, e) => decodeDestination(b, s, e, width)),
    rules: (width) => unlessMissing(() => dump(RTM_GETRULE, familyOf(width), (b, s, e) => decodeRule(b, s, e, width))),
    labels: () => unlessMissing(() => dump(RTM_GETADDRLABEL, AF_INET6, decodeLabel)),
    neighbours: () => dump(RTM_GETNEIGH, 0, decodeNeighbour),
    neighbourOverflows: () => dump(RTM_GETNEIGHTBL, 0, decodeTableOverflows).reduce((sum, count) => sum + count, 0),
    route(destination, device, source) {
      let answer: RouteMessage | null = null
      try {
        netlink.ask(RTM_GETROUTE, routeRequest(destination, device, source), (bytes, start, end) => {
          answer = decodeRoute(bytes, start, end)
        })
      } catch (error) {
        const refusal = error instanceof SystemCallError ? refusals[error.code] : undefined
        if (refusal === undefined) throw error
        return refusal
      }
      return answer ?? 'no-route'
    },
    close: () => netlink.close(),
  }
}

const familyOf = (width: 4 | 16): number => (width === 4 ? AF_INET : AF_INET6)

/** A kernel without IPv6 or without policy rules has no such messages; then there are none. */
function unlessMissing<T>(dump: () => T[]): T[] {
  try {
    return dump()
  } catch (error) {
    if (error instanceof SystemCallError && ['EOPNOTSUPP', 'EAFNOSUPPORT'].includes(error.code)) return []
    throw error
  }
}

function routeRequest(destination: Uint8Array, device: number, source: Uint8Array | null): Uint8Array {
  const width = destination.length
  const request = new Uint8Array(routeSize + 2 * (4 + width) + 8)
  const view = new DataView(request.buffer)
  request[0] = width === 4 ? AF_INET : AF_INET6
  request[1] = width * 8
  let length = routeSize
  const attribute = (type: number, value: Uint8Array) => {
    view.setUint16(length, 4 + value.length, littleEndian)
    view.setUint16(length + 2, type, littleEndian)
    request.set(value, length + 4)
    length += 4 + value.length
  }
  attribute(RTA.DST, destination)
  if (source !== null) {
    request[2] = width * 8
    attribute(RTA.SRC, source)
  }
  if (device !== 0) attribute(RTA.OIF, new Uint8Array(Uint32Array.of(device).buffer))
  return request.subarray(0, length)
}
