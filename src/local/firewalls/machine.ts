import { readFileSync } from 'node:fs'
import type { Machine } from '../../firewall/packet.ts'
import type { DirectNetwork, Surroundings } from '../../firewall/surroundings.ts'
import { type Family, fromBytes, highest, toBytes } from '../../lib/address.ts'
import { memo } from '../../lib/memo.ts'
import { SystemCallError } from '../../libc/library.ts'
import type { AddressMessage, DestinationMessage, DeviceMessage, Network } from '../../libc/route-messages.ts'
import { openRouting, type RoutingSocket, type TrafficFilter } from '../../libc/rtnetlink.ts'

export interface OpenMachine {
  readonly machine: Machine
  readonly surroundings: Surroundings
  close(): void
}

/** IFF_UP, linux/if.h. */
const isUp = ({ flags }: DeviceMessage) => (flags & 1) !== 0
const familyOf = (bytes: Uint8Array): Family => (bytes.length === 4 ? 4 : 6)
/**
 * What the evaluator must know of this machine, in the network namespace of this thread. The kernel itself is asked for each route, so policy
 * rules are respected as far as addresses go. Devices and addresses are as they were when it was opened.
 * @throws SystemCallError
 */
export function openMachine(): OpenMachine {
  const routing = openRouting()
  try {
    const [devices, addresses] = [routing.devices(), routing.addresses()]
    const surroundings = surroundingsOf(routing, devices, addresses)
    return {
      machine: machineOf(routing, devices, addresses, surroundings),
      surroundings,
      close: () => routing.close(),
    }
  } catch (error) {
    routing.close()
    throw error
  }
}

function machineOf(
  routing: RoutingSocket,
  devices: readonly DeviceMessage[],
  addresses: readonly AddressMessage[],
  { otherWays }: Pick<Surroundings, 'otherWays'>,
): Machine {
  const byName = new Map(devices.map((device) => [device.name, device]))
  const nameOf = new Map(devices.map(({ index, name }) => [index, name]))
  const route = byAddress((family, address) => routing.route(toBytes(family, address), 0, null))
  const typeOf = (family: Family, address: bigint) => {
    const answer = route(family, address)
    return typeof answer === 'string' ? null : answer.type
  }
  const egressTo = (family: Family, address: bigint) => {
    const answer = route(family, address)
    return typeof answer === 'string' || answer.type !== 'unicast' ? null : (nameOf.get(answer.interface) ?? null)
  }
  const addressesOn = (device: string, family: Family) =>
    addresses.filter(({ interface: index, bytes }) => nameOf.get(index) === device && familyOf(bytes) === family)
  const isOwn = (family: Family, address: bigint) => typeOf(family, address) === 'local'
  // Policy rules may look at the source of an answer, which is where the packet was sent to.
  const looksAtSource = memo((family: Family) => routing.rules(family === 4 ? 4 : 16).some(({ bySource }) => bySource))
  const answersFrom = (family: Family, destination: bigint) =>
    looksAtSource(family) && isOwn(family, destination) ? destination : null
  const accepts = memo((ingress: string) => {
    const device = byName.get(ingress)
    const own = memo(
      (family: Family) =>
        [...addressesOn(ingress, family), ...addresses.filter(({ bytes }) => familyOf(bytes) === family)][0]?.bytes,
    )
    return memo((destination: bigint | null) =>
      byAddress((family, source) => {
        const to = destination === null ? own(family) : toBytes(family, destination)
        if (device === undefined || to === undefined) return null
        // IPv6 has no such check.
        return family === 6 || orNull(() => routing.takes(to, toBytes(family, source), device.index))
      }),
    )
  })
  const leadsBack = (ingress: string, family: Family, source: bigint, destination: bigint) => {
    const device = byName.get(ingress)
    const from = answersFrom(family, destination)
    const own = from === null ? null : toBytes(family, from)
    // A link-local address is looked for on the device itself (net/ipv6/netfilter/nft_fib_ipv6.c, nft_fib6_flowi_init).
    const by = isLinkLocal(toBytes(family, source)) && family === 6 ? (device?.index ?? 0) : 0
    const answer = orNull(() => routing.route(toBytes(family, source), by, own))
    if (device === undefined || answer === null) return null
    if (typeof answer !== 'string' && answer.type === 'unicast' && answer.interface === device.index) return true
    // One of several ways is as good.
    return otherWays(family, source).includes(ingress) ? null : false
  }
  const isSet = memo(isSetNow)
  const filters = routing.filters()
  const filterAt = (hook: TrafficFilter['hook'], device: string): string | null => {
    const passed = below(device, devices, nameOf)
    const filter = filters.find((each) => each.hook === hook && passed.includes(nameOf.get(each.interface) ?? ''))
    return filter === undefined ? null : `a tc filter (${filter.kind}) on ${nameOf.get(filter.interface)}`
  }
  return {
    isOwn,
    isBroadcast: (address) => typeOf(4, address) === 'broadcast',
    egressTo,
    leadsBack,
    looksAtDestination: looksAtSource,
    acceptsFrom: (ingress, family, source, destination) =>
      accepts(ingress)(answersFrom(family, destination))(family, source),
    // ip6_forward (net/ipv6/ip6_output.c) asks for all devices at once.
    forwards: (family, ingress) => isSet(family === 4 ? `ipv4/conf/${ingress}/forwarding` : 'ipv6/conf/all/forwarding'),
    // IN_DEV_NET_ROUTE_LOCALNET, include/linux/inetdevice.h.
    routesLoopback: (ingress) => isSet(`ipv4/conf/${ingress}/route_localnet`) || isSet('ipv4/conf/all/route_localnet'),
    addressOf(device, family, destination) {
      const on = addressesOn(device, family)
      // Link-local for what was sent to a link-local address (net/netfilter/nf_nat_redirect.c, nf_nat_redirect_ipv6).
      const isNear = family === 6 && isLinkLocal(toBytes(family, destination))
      const found = on.find(({ bytes }) => family === 4 || isLinkLocal(bytes) === isNear) ?? on[0]
      return found === undefined ? null : fromBytes(found.bytes)
    },
    below: (device) => below(device, devices, nameOf).slice(1),
    takenBefore(device) {
      const carrier = below(device, devices, nameOf).find((name) => byName.get(name)?.hasXdp === true)
      if (carrier !== undefined) return `an XDP program on ${carrier}`
      const filter = filterAt('ingress', device)
      if (filter !== null) return filter
      const self = byName.get(device)
      if (self?.kind === 'vrf') return `the VRF ${device}`
      // A bridge, a bond or a VRF: in its rules packets come in by that one.
      const master = self === undefined ? undefined : nameOf.get(self.master)
      return master === undefined ? null : `${master}, which ${device} is a part of,`
    },
    takenAfter: (device) => filterAt('egress', device),
  }
}

/** What the kernel does not say, as of a device that is gone meanwhile, is not known. */
function orNull<Value>(ask: () => Value): Value | null {
  try {
    return ask()
  } catch (error) {
    if (error instanceof SystemCallError) return null
    throw error
  }
}

const isLinkLocal = ([first = 0, second = 0]: Uint8Array) => first === 0xfe && (second & 0xc0) === 0x80

/** A setting that is not there is of a kernel without it. */
function isSetNow(name: string): boolean {
  try {
    return readFileSync(`/proc/sys/net/${name}`, 'latin1').trim() !== '0'
  } catch {
    return false
  }
}

/** The device, ports of a bridge or bond, and what a VLAN and its like is made on; a veth's link is its other end. */
function below(
  device: string,
  devices: readonly DeviceMessage[],
  nameOf: ReadonlyMap<number, string>,
): readonly string[] {
  const found = [device]
  for (const name of found) {
    const self = devices.find((each) => each.name === name)
    if (self === undefined) continue
    const ports = devices.filter(({ master }) => master === self.index).map((port) => port.name)
    const base = self.kind === 'veth' || self.link === 0 ? undefined : nameOf.get(self.link)
    for (const next of [...ports, ...(base === undefined ? [] : [base])]) if (!found.includes(next)) found.push(next)
  }
  return found
}

function byAddress<Value>(ask: (family: Family, address: bigint) => Value): (family: Family, address: bigint) => Value {
  const four = memo((address: bigint) => ask(4, address))
  const six = memo((address: bigint) => ask(6, address))
  return (family, address) => (family === 4 ? four(address) : six(address))
}

function surroundingsOf(
  routing: RoutingSocket,
  devices: readonly DeviceMessage[],
  addresses: readonly AddressMessage[],
): Surroundings {
  const routes = memo((family: Family) => routing.destinations(family === 4 ? 4 : 16))
  const boundaries = memo((family: Family) =>
    [...new Set(routes(family).flatMap(endsOf))].filter((start) => start > 0n),
  )
  const nameOf = new Map(devices.map(({ index, name }) => [index, name]))
  const ways = memo((family: Family) => waysBy(routes(family), nameOf))
  return {
    networks: addresses.flatMap((address) => networksOf(address, devices)),
    own: addresses.map(({ bytes }) => ({ family: familyOf(bytes), address: fromBytes(bytes) })),
    boundaries,
    otherWays: (family, address) => ways(family)(address),
  }
}

/** RT_TABLE_LOCAL, linux/rtnetlink.h: it leads to this machine itself. */
const localTable = 255

/** See `otherWays`. */
function waysBy(
  routes: readonly DestinationMessage[],
  nameOf: ReadonlyMap<number, string>,
): (address: bigint) => readonly string[] {
  // By table and length, the longest first: the devices of each network.
  const tables = new Map<number, Map<bigint, Map<bigint, string[]>>>()
  const sorted = routes.filter(({ table }) => table !== localTable).sort((a, b) => b.bits - a.bits)
  for (const { table, bytes, bits, type, interfaces } of sorted) {
    const host = BigInt(bytes.length * 8 - bits)
    const names = type === 'unicast' ? interfaces.flatMap((index) => nameOf.get(index) ?? []) : []
    const lengths = tables.get(table) ?? new Map<bigint, Map<bigint, string[]>>()
    const networks = lengths.get(host) ?? new Map<bigint, string[]>()
    const devices = networks.get(fromBytes(bytes) >> host) ?? []
    tables.set(table, lengths.set(host, networks.set(fromBytes(bytes) >> host, [...devices, ...names])))
  }
  return (address) => {
    const found = [...tables.values()].flatMap((lengths) => {
      for (const [host, networks] of lengths) {
        const devices = networks.get(address >> host)
        if (devices !== undefined) return devices
      }
      return []
    })
    return [...new Set(found)].filter((name) => name !== 'lo')
  }
}

function networksOf(
  { interface: index, peer, bits }: AddressMessage,
  devices: readonly DeviceMessage[],
): DirectNetwork[] {
  const device = devices.find((each) => each.index === index)
  if (device === undefined || device.name === 'lo' || !isUp(device)) return []
  const [first, last] = spanOf({ bytes: peer, bits })
  const family = familyOf(peer)
  // Nobody else is in the network of a single address; that of a single peer is.
  return first === last && bits === peer.length * 8 ? [] : [{ device: device.name, family, first, last }]
}

function endsOf(network: Network): readonly bigint[] {
  const [first, last] = spanOf(network)
  return last === highest[familyOf(network.bytes)] ? [first] : [first, last + 1n]
}

function spanOf({ bytes, bits }: Network): readonly [first: bigint, last: bigint] {
  const host = BigInt(bytes.length * 8 - bits)
  const first = (fromBytes(bytes) >> host) << host
  return [first, first | ((1n << host) - 1n)]
}
