// decodes foreign bytes
import { attributes, attributeText, littleEndian, type NetlinkAttribute } from './netlink-messages.ts'

// Messages of NETLINK_ROUTE (rtnetlink(7)): a fixed structure, then attributes. Every decoder gives null for a message that is
// too short to say what it is about, passes over attributes of the wrong length, and never throws.

/** A network: the first `bits` bits of `bytes` (4 or 16, network byte order). */
export interface Network {
  readonly bytes: Uint8Array
  readonly bits: number
}

/** A network device as RTM_GETLINK tells of it. */
export interface DeviceMessage {
  readonly index: number
  readonly name: string
  /** ARPHRD_*, linux/if_arp.h: what its frames begin with. */
  readonly hardware: number
  /** IFF_*, linux/if.h. */
  readonly flags: number
  readonly mtu: number
  /** Its own and its broadcast address in the hardware's form; empty when it has none. */
  readonly mac: Uint8Array
  readonly broadcast: Uint8Array
  /** Which driver made it, `veth` or `wireguard`; empty for real hardware. */
  readonly kind: string
  /** Index of the bridge or bond that it is a port of; 0: of none. */
  readonly master: number
  /** Index of the device that it is made on, as a VLAN is; of a veth its other end, which may be in another namespace; 0: none. */
  readonly link: number
  /** An XDP program sees its packets before all else. */
  readonly hasXdp: boolean
}

/** struct ifinfomsg, linux/rtnetlink.h: family u8, padding u8, hardware u16, index s32, flags u32, change mask u32. */
const deviceSize = 16
/** IFLA_*, linux/if_link.h. */
const IFLA = {
  ADDRESS: 1,
  BROADCAST: 2,
  IFNAME: 3,
  MTU: 4,
  LINK: 5,
  MASTER: 10,
  LINKINFO: 18,
  INFO_KIND: 1,
  XDP: 43,
  XDP_ATTACHED: 2,
} as const

export function decodeDevice(bytes: DataView, start: number, end: number): DeviceMessage | null {
  if (end - start < deviceSize) return null
  let name = ''
  let mtu = 0
  let mac = nothing
  let broadcast = nothing
  let kind = ''
  let master = 0
  let link = 0
  let hasXdp = false
  for (const attribute of attributes(bytes, start + deviceSize, end)) {
    const type = typeOf(attribute)
    if (type === IFLA.IFNAME) name = attributeText(bytes, attribute)
    else if (type === IFLA.MTU) mtu = word(bytes, attribute) ?? 0
    else if (type === IFLA.ADDRESS) mac = copy(bytes, attribute)
    else if (type === IFLA.BROADCAST) broadcast = copy(bytes, attribute)
    else if (type === IFLA.LINK) link = word(bytes, attribute) ?? 0
    else if (type === IFLA.MASTER) master = word(bytes, attribute) ?? 0
    else if (type === IFLA.LINKINFO) kind = kindOf(bytes, attribute)
    else if (type === IFLA.XDP) hasXdp = isAttached(bytes, attribute)
  }
  const hardware = bytes.getUint16(start + 2, littleEndian)
  const index = bytes.getInt32(start + 4, littleEndian)
  const flags = bytes.getUint32(start + 8, littleEndian)
  if (index <= 0 || name === '') return null
  return { index, name, hardware, flags, mtu, mac, broadcast, kind, master, link, hasXdp }
}

/** IFLA_XDP_ATTACHED: XDP_ATTACHED_NONE is 0. */
function isAttached(bytes: DataView, { start, end }: NetlinkAttribute): boolean {
  for (const attribute of attributes(bytes, start, end)) {
    if (typeOf(attribute) === IFLA.XDP_ATTACHED && attribute.end > attribute.start)
      return bytes.getUint8(attribute.start) !== 0
  }
  return false
}

function kindOf(bytes: DataView, { start, end }: NetlinkAttribute): string {
  for (const attribute of attributes(bytes, start, end)) {
    if (typeOf(attribute) === IFLA.INFO_KIND) return attributeText(bytes, attribute)
  }
  return ''
}

/** struct ifaddrmsg, linux/if_addr.h: family u8, prefix length u8, flags u8, scope u8, interface u32. */
const addressSize = 8
/** IFA_ADDRESS (of point-to-point links: the peer's), IFA_LOCAL and IFA_BROADCAST, linux/if_addr.h. */
const IFA = { ADDRESS: 1, LOCAL: 2, BROADCAST: 4 } as const

/** An address of an interface with the length of its network, as RTM_GETADDR tells of it. */
export interface AddressMessage extends Network {
  readonly interface: number
  /** The lowest eight of IFA_F_*, linux/if_addr.h. */
  readonly flags: number
  /** What reaches all of its network; null where there is no such address. */
  readonly broadcast: Uint8Array | null
  /** The other end's address on a point-to-point link, whose network it is; else its own. */
  readonly peer: Uint8Array
}

export function decodeAddress(bytes: DataView, start: number, end: number): AddressMessage | null {
  if (end - start < addressSize) return null
  let address: Uint8Array | null = null
  let local: Uint8Array | null = null
  let broadcast: Uint8Array | null = null
  for (const attribute of attributes(bytes, start + addressSize, end)) {
    if (typeOf(attribute) === IFA.ADDRESS) address = ip(bytes, attribute)
    else if (typeOf(attribute) === IFA.LOCAL) local = ip(bytes, attribute)
    else if (typeOf(attribute) === IFA.BROADCAST) broadcast = ip(bytes, attribute)
  }
  const own = network(local ?? address, bytes.getUint8(start + 1))
  if (own === null) return null
  const [flags, device] = [bytes.getUint8(start + 2), bytes.getUint32(start + 4, littleEndian)]
  return { ...own, interface: device, flags, broadcast, peer: address ?? own.bytes }
}

/** struct rtmsg: family, destination length, source length, tos, table, protocol, scope, type, each u8; flags u32. */
export const routeSize = 12
/** RTA_*, RTAX_MTU, linux/rtnetlink.h. */
export const RTA = {
  DST: 1,
  SRC: 2,
  IIF: 3,
  OIF: 4,
  GATEWAY: 5,
  PREFSRC: 7,
  METRICS: 8,
  MULTIPATH: 9,
  VIA: 18,
  TABLE: 15,
  NH_ID: 30,
  METRIC_MTU: 2,
} as const
/** RTN_*, linux/rtnetlink.h, as far as an answer can have them: blackholes and their like come as errors. */
const routeTypes = ['other', 'unicast', 'local', 'broadcast', 'anycast', 'multicast'] as const

/** The way to one destination as RTM_GETROUTE tells of it. */
export interface RouteMessage {
  readonly type: (typeof routeTypes)[number]
  /** Index of the interface; 0 when the message names none. */
  readonly interface: number
  /** 4 or 16 bytes, and not always as many as the destination has (RFC 5549); null: the destination is on the link. */
  readonly gateway: Uint8Array | null
  /** The address that the kernel would send from; null when it has none. */
  readonly source: Uint8Array | null
  /** Largest packet, set by the route; 0 when the interface's counts. */
  readonly mtu: number
}

export function decodeRoute(bytes: DataView, start: number, end: number): RouteMessage | null {
  if (end - start < routeSize) return null
  let device = 0
  let gateway: Uint8Array | null = null
  let source: Uint8Array | null = null
  let mtu = 0
  for (const attribute of attributes(bytes, start + routeSize, end)) {
    const type = typeOf(attribute)
    if (type === RTA.OIF) device = word(bytes, attribute) ?? 0
    else if (type === RTA.GATEWAY) gateway = ip(bytes, attribute)
    else if (type === RTA.VIA) gateway = via(bytes, attribute)
    else if (type === RTA.PREFSRC) source = ip(bytes, attribute)
    else if (type === RTA.METRICS) mtu = metricMtu(bytes, attribute)
  }
  return { type: routeTypes[bytes.getUint8(start + 7)] ?? 'other', interface: device, gateway, source, mtu }
}

/** struct rtvia: family u16, then an address of that family. */
function via(bytes: DataView, attribute: NetlinkAttribute): Uint8Array | null {
  return ip(bytes, { ...attribute, start: Math.min(attribute.start + 2, attribute.end) })
}

function metricMtu(bytes: DataView, { start, end }: NetlinkAttribute): number {
  for (const attribute of attributes(bytes, start, end)) {
    if (typeOf(attribute) === RTA.METRIC_MTU) return word(bytes, attribute) ?? 0
  }
  return 0
}

/** The destinations of one route or policy rule, and whether several ways lead there (the kernel picks one by a hash). */
export interface DestinationMessage extends Network {
  readonly several: boolean
  readonly type: RouteMessage['type']
  readonly table: number
  /** Indices of the devices that its ways leave by; none of a group of nexthops that is told by its number alone. */
  readonly interfaces: readonly number[]
}

/** Of an RTM_GETROUTE dump. The default route has no RTA_DST: it is of length 0. `width` is 4 or 16. */
export function decodeDestination(
  bytes: DataView,
  start: number,
  end: number,
  width: 4 | 16,
): DestinationMessage | null {
  if (end - start < routeSize) return null
  let destination: Uint8Array | null = null
  let several = false
  let table = bytes.getUint8(start + 4)
  const interfaces: number[] = []
  for (const attribute of attributes(bytes, start + routeSize, end)) {
    const type = typeOf(attribute)
    if (type === RTA.DST) destination = ip(bytes, attribute)
    else if (type === RTA.TABLE) table = word(bytes, attribute) ?? table
    else if (type === RTA.OIF) interfaces.push(word(bytes, attribute) ?? 0)
    else if (type === RTA.MULTIPATH) interfaces.push(...nexthops(bytes, attribute))
    // A group of nexthop objects is told by its number alone where net.ipv4.nexthop_compat_mode is 0.
    several ||= type === RTA.MULTIPATH || type === RTA.NH_ID
  }
  const found = network(destination ?? new Uint8Array(width), bytes.getUint8(start + 1))
  const type = routeTypes[bytes.getUint8(start + 7)] ?? 'other'
  return found === null || found.bytes.length !== width ? null : { ...found, several, type, table, interfaces }
}

/** struct rtnexthop, linux/rtnetlink.h: length u16, flags and hops u8, interface s32; then attributes. Each is padded to 4 bytes. */
const nexthopSize = 8

function nexthops(bytes: DataView, { start, end }: NetlinkAttribute): number[] {
  const found: number[] = []
  for (let at = start; at + nexthopSize <= end; ) {
    found.push(bytes.getInt32(at + 4, littleEndian))
    at += Math.max(nexthopSize, (bytes.getUint16(at, littleEndian) + 3) & ~3)
  }
  return found
}

/** struct fib_rule_hdr, linux/fib_rules.h: family u8, destination length u8, source length u8, and nine bytes more. */
const ruleSize = 12
/** FRA_DST, linux/fib_rules.h. */
const FRA_DST = 1

/** A policy rule of an RTM_GETRULE dump, as far as it tells destinations or sources apart. */
export interface RuleMessage extends Network {
  /** It looks at the source address. */
  readonly bySource: boolean
}

export function decodeRule(bytes: DataView, start: number, end: number, width: 4 | 16): RuleMessage | null {
  if (end - start < ruleSize) return null
  const destination = addressAttribute(bytes, start + ruleSize, end, FRA_DST)
  const found = network(destination ?? new Uint8Array(width), bytes.getUint8(start + 1))
  return found === null || found.bytes.length !== width ? null : { ...found, bySource: bytes.getUint8(start + 2) > 0 }
}

/** struct ifaddrlblmsg, linux/if_addrlabel.h: family u8, reserved u8, prefix length u8, flags u8, index u32, sequence u32. */
const labelSize = 12
/** IFAL_ADDRESS, linux/if_addrlabel.h. */
const IFAL_ADDRESS = 1

/** A network of an RTM_GETADDRLABEL dump: source address selection tells its addresses from all others (RFC 6724 §2.1). */
export function decodeLabel(bytes: DataView, start: number, end: number): Network | null {
  if (end - start < labelSize) return null
  return network(addressAttribute(bytes, start + labelSize, end, IFAL_ADDRESS), bytes.getUint8(start + 2))
}

/** struct ndmsg, linux/neighbour.h: family u8, padding u8 and u16, interface s32, state u16, flags u8, type u8. */
const neighbourSize = 12
/** NDA_*, linux/neighbour.h; struct nda_cacheinfo: confirmed, used, updated, references, each u32, in ticks ago. */
const NDA = { DST: 1, LLADDR: 2, CACHEINFO: 3 } as const
const updatedOffset = 8
/** Times of the kernel's tables are in USER_HZ: 100 a second everywhere (include/asm-generic/param.h). */
const msPerTick = 10

/**
 * By NUD_*, linux/neighbour.h. `sought`: INCOMPLETE; `resolved`: REACHABLE, STALE, DELAY, PROBE, PERMANENT, packets go out at
 * once; `noarp`: they do without anybody being asked (multicast, links without ARP); `failed`: asked in vain.
 */
const neighbourStates = [
  { state: 'resolved', bits: 0x02 | 0x04 | 0x08 | 0x10 | 0x80 },
  { state: 'noarp', bits: 0x40 },
  { state: 'sought', bits: 0x01 },
  { state: 'failed', bits: 0x20 },
] as const

/** A host of a link that the kernel has a packet for, or had. */
export interface NeighbourMessage {
  readonly interface: number
  readonly address: Uint8Array
  readonly state: (typeof neighbourStates)[number]['state']
  /** Its hardware address; empty when the kernel knows none. */
  readonly mac: Uint8Array
  /** For how long the state has been so; known to 10 ms. */
  readonly unchangedMs: number
}

/** Of an RTM_GETNEIGH dump; null also for a neighbour in no state (NUD_NONE). */
export function decodeNeighbour(bytes: DataView, start: number, end: number): NeighbourMessage | null {
  if (end - start < neighbourSize) return null
  const nud = bytes.getUint16(start + 8, littleEndian)
  const known = neighbourStates.find(({ bits }) => (nud & bits) !== 0)
  let address: Uint8Array | null = null
  let mac = nothing
  let unchangedMs = 0
  for (const attribute of attributes(bytes, start + neighbourSize, end)) {
    const type = typeOf(attribute)
    if (type === NDA.DST) address = ip(bytes, attribute)
    else if (type === NDA.LLADDR) mac = copy(bytes, attribute)
    else if (type === NDA.CACHEINFO && attribute.end - attribute.start >= updatedOffset + 4) {
      unchangedMs = bytes.getUint32(attribute.start + updatedOffset, littleEndian) * msPerTick
    }
  }
  if (known === undefined || address === null) return null
  return { interface: bytes.getInt32(start + 4, littleEndian), address, state: known.state, mac, unchangedMs }
}

/** struct ndtmsg, linux/neighbour.h: family and padding. */
const tableSize = 4
/** NDTA_STATS, linux/neighbour.h: struct ndt_stats, eleven u64; the last one is ndts_table_fulls. */
const NDTA_STATS = 7
const tableFullsOffset = 80

/** Overflows of its table that one message of an RTM_GETNEIGHTBL dump tells of; null for one about a device's parameters. */
export function decodeTableOverflows(bytes: DataView, start: number, end: number): number | null {
  for (const attribute of attributes(bytes, start + tableSize, end)) {
    if (typeOf(attribute) === NDTA_STATS && attribute.end - attribute.start >= tableFullsOffset + 8) {
      return Number(bytes.getBigUint64(attribute.start + tableFullsOffset, littleEndian))
    }
  }
  return null
}

const nothing: Uint8Array = new Uint8Array(0)
/** MAX_ADDR_LEN, linux/netdevice.h: InfiniBand's addresses have 20 bytes, none has more than 32. */
const longestAddress = 32

/** NLA_TYPE_MASK, linux/netlink.h: the two highest bits say how the value is coded. */
const typeOf = ({ type }: NetlinkAttribute): number => type & 0x3fff

function word(bytes: DataView, { start, end }: NetlinkAttribute): number | null {
  return end - start === 4 ? bytes.getUint32(start, littleEndian) : null
}

function copy(bytes: DataView, { start, end }: NetlinkAttribute): Uint8Array {
  if (end - start > longestAddress) return nothing
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start).slice()
}

function ip(bytes: DataView, attribute: NetlinkAttribute): Uint8Array | null {
  const address = copy(bytes, attribute)
  return address.length === 4 || address.length === 16 ? address : null
}

function addressAttribute(bytes: DataView, start: number, end: number, wanted: number): Uint8Array | null {
  let found: Uint8Array | null = null
  for (const attribute of attributes(bytes, start, end)) if (typeOf(attribute) === wanted) found = ip(bytes, attribute)
  return found
}

function network(address: Uint8Array | null, bits: number): Network | null {
  return address !== null && bits <= address.length * 8 ? { bytes: address, bits } : null
}
