import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { interfacesWithoutNeighbours, type Routes, readRoutes } from './distance-linux.ts'
import { type Prefix, type PrefixTable, prefixTable } from './distance-table.ts'

/** How far a host is: this machine, the same link, or beyond the first router. Keys of Pace. */
export type Distance = 'own' | 'onLink' | 'beyond'

/** Tells the distance of an address in network byte order: the first `length` bytes of `address`. Allocates nothing. */
export type DistanceClassifier = (address: Uint8Array, length: 4 | 16) => Distance

/** What a machine knows about its surroundings. */
export interface Surroundings extends Routes {
  /** Own addresses with the network around them, and the interface they are on. */
  readonly addresses: readonly (Prefix & { readonly interface: string })[]
  /** Interfaces that resolve no neighbours (tunnels): what is behind them is beyond, gateway or not. */
  readonly withoutNeighbours: ReadonlySet<string>
}

const ON_LINK = 1
const BEYOND = 2

/** Loopback (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3), whatever the interfaces say. */
const loopback: readonly Prefix[] = [
  { bytes: Uint8Array.of(127, 0, 0, 0), bits: 8 },
  { bytes: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), bits: 128 },
]

/** Link-local addresses never pass a router (RFC 3927 section 7, RFC 4291 section 2.5.6). */
const linkLocal: readonly Prefix[] = [
  { bytes: Uint8Array.of(169, 254, 0, 0), bits: 16 },
  { bytes: Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), bits: 10 },
]

/**
 * A classifier for this machine as it is now: its addresses and routes are read once (later changes are not seen).
 * On Linux in full: local routes (AnyIP) are own, routes without a gateway are on the link, unless through a tunnel.
 * Elsewhere from the addresses and networks of the interfaces alone.
 *
 * Own addresses come first, as the kernel looks in its local table first. Among routes the longest prefix wins, then
 * the lowest metric. What no route covers is beyond: the careful answer.
 */
export function distanceClassifier(surroundings: Surroundings = readSurroundings()): DistanceClassifier {
  const own = { 4: ownTable(4, surroundings), 16: ownTable(16, surroundings) }
  const near = { 4: nearTable(4, surroundings), 16: nearTable(16, surroundings) }
  return (address, length) => {
    if (own[length].find(address) !== 0) return 'own'
    return near[length].find(address) === ON_LINK ? 'onLink' : 'beyond'
  }
}

function ownTable(width: 4 | 16, { addresses, local }: Surroundings): PrefixTable {
  const single = addresses.map(({ bytes }) => ({ bytes, bits: bytes.length * 8 }))
  return prefixTable(
    width,
    [...loopback, ...single, ...local].map((prefix) => ({ ...prefix, value: 1 })),
  )
}

function nearTable(width: 4 | 16, { addresses, routes, withoutNeighbours }: Surroundings): PrefixTable {
  const value = (name: string, direct: boolean) => (direct && !withoutNeighbours.has(name) ? ON_LINK : BEYOND)
  const entries = [
    ...linkLocal.map((prefix) => ({ ...prefix, value: ON_LINK })),
    ...[...routes]
      .sort((a, b) => a.metric - b.metric)
      // A default route without a gateway leads everywhere; nobody's link is that long.
      .map((route) => ({ ...route, value: value(route.interface, route.direct && route.bits > 0) })),
    ...addresses.map((address) => ({ ...address, value: value(address.interface, true) })),
  ]
  return prefixTable(width, entries)
}

function readSurroundings(): Surroundings {
  const linux = process.platform === 'linux'
  return {
    addresses: interfaceAddresses(),
    withoutNeighbours: linux ? interfacesWithoutNeighbours() : new Set(),
    ...(linux ? readRoutes() : { local: [], routes: [] }),
  }
}

function interfaceAddresses(): (Prefix & { interface: string })[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap(({ address, netmask, cidr }) => {
      const bits = Number(cidr?.split('/')[1] ?? ipaddr.parse(netmask).prefixLengthFromSubnetMask() ?? Number.NaN)
      const bytes = Uint8Array.from(ipaddr.parse(address).toByteArray())
      return Number.isInteger(bits)
        ? [{ bytes, bits, interface: name }]
        : [{ bytes, bits: bytes.length * 8, interface: name }]
    }),
  )
}
