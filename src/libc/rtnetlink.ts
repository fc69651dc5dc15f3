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
import { decodeTraffic, filterRequest, type TrafficMessage, trafficHooks, trafficSize } from './traffic-messages.ts'

/** NETLINK_ROUTE, linux/netlink.h, and its requests, linux/rtnetlink.h. */
const NETLINK_ROUTE = 0
const RTM_GETLINK = 18
const RTM_GETADDR = 22
const RTM_GETROUTE = 26
const RTM_GETNEIGH = 30
const RTM_GETRULE = 34
const RTM_GETQDISC = 38
const RTM_GETTFILTER = 46
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

/** Of packets that come in: rp_filter, and martians (fib_validate_source and ip_handle_martian_source, net/ipv4). */
const untaken = ['EXDEV', 'EINVAL']

export type RouteRefusal = (typeof refusals)[string]

/** A filter of a device's `clsact` or `ingress` queueing discipline. */
export interface TrafficFilter extends TrafficMessage {
  readonly hook: 'ingress' | 'egress'
}

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
  /** Filters of traffic control (tc(8)) that see packets as they come in or leave, whatever they are queued for. */
  filters(): TrafficFilter[]
  /**
   * The way to one destination (4 or 16 bytes), as `ip route get` shows it, or why there is none.
   * `device` is the index of the interface that it must go out by, 0 for any; `source` the address that it comes from.
   * @throws SystemCallError for any other failure
   */
  route(destination: Uint8Array, device: number, source: Uint8Array | null): RouteMessage | RouteRefusal
  /**
   * Whether routing takes a packet from `source` to `destination` that comes in by the device of that index (`ip route get … from … iif …`):
   * what it refuses are martians and, by rp_filter, what should come in by another device.
   */
  takes(destination: Uint8Array, source: Uint8Array, ingress: number): boolean
  close(): void
}

/** @throws SystemCallError */
export function openRouting(): RoutingSocket {
  const netlink = openNetlink(NETLINK_ROUTE)
  type Decode<T> = (bytes: DataView, start: number, end: number) => T | null
  const dump = <T>(type: number, family: number, decode: Decode<T>): T[] => {
    const request = new Uint8Array(dumpRequestSize)
    request[0] = family
    return dumpOf(type, request, decode)
  }
  const dumpOf = <T>(type: number, request: Uint8Array, decode: Decode<T>): T[] => {
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
    filters() {
      const queues = unlessMissing(() => dumpOf(RTM_GETQDISC, new Uint8Array(trafficSize), decodeTraffic))
      return queues.flatMap(({ interface: index, kind }) =>
        (trafficHooks[kind] ?? []).flatMap((hook) =>
          dumpOf(RTM_GETTFILTER, filterRequest(index, hook), decodeTraffic).map((filter) => ({ ...filter, hook })),
        ),
      )
    },
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
    takes(destination, source, ingress) {
      try {
        netlink.ask(RTM_GETROUTE, arrivalRequest(destination, source, ingress), () => {})
        return true
      } catch (error) {
        if (error instanceof SystemCallError && untaken.includes(error.code)) return false
        throw error
      }
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
  return request(destination, source, device === 0 ? [] : [[RTA.OIF, word(device)]])
}

function arrivalRequest(destination: Uint8Array, source: Uint8Array, ingress: number): Uint8Array {
  return request(destination, source, [[RTA.IIF, word(ingress)]])
}

const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer)

type Attribute = readonly [type: number, value: Uint8Array]

function request(destination: Uint8Array, source: Uint8Array | null, more: readonly Attribute[]): Uint8Array {
  const width = destination.length
  const bytes = new Uint8Array(routeSize + 2 * (4 + width) + 8)
  const view = new DataView(bytes.buffer)
  bytes[0] = width === 4 ? AF_INET : AF_INET6
  bytes[1] = width * 8
  bytes[2] = source === null ? 0 : width * 8
  const sources: readonly Attribute[] = source === null ? [] : [[RTA.SRC, source]]
  let length = routeSize
  for (const [type, value] of [[RTA.DST, destination] as const, ...sources, ...more]) {
    view.setUint16(length, 4 + value.length, littleEndian)
    view.setUint16(length + 2, type, littleEndian)
    bytes.set(value, length + 4)
    length += 4 + value.length
  }
  return bytes.subarray(0, length)
}
