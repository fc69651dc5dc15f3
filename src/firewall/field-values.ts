import { highest } from '../lib/address.ts'
import {
  ctStates,
  ctStatuses,
  etherTypes,
  type Field,
  packetTypes,
  protocolFamilies,
  protocolNumbers,
  routeTypes,
  stateAndStatus,
  tcpFlags,
} from './fields.ts'
import type { Machine, Packet } from './packet.ts'
import type { Interval } from './ruleset.ts'

/** The packet on its way: what rules have made of it so far. */
export interface Traveller {
  readonly packet: Packet
  readonly destination: bigint
  readonly destinationPort: number
  /** Null where there is none yet: before the packet is routed, or as it stays on this machine. */
  readonly egress: string | null
  /** Null: not known. */
  readonly mark: bigint | null
  readonly ctMark: bigint | null
  /** `not yet`: before the kernel looks for its connection; `untracked`: a rule asked it not to. */
  readonly tracking: 'not yet' | 'tracked' | 'untracked'
  /** In this hook: no later chain of it translates once more. */
  readonly translated: boolean
}

/** All that the value can be; a name; or null: this packet has no such thing, and a rule that asks for it does not hold. */
export type Value = Interval | string | null

/** Ports that systems give to clients: none below 1024 (RFC 6335 §6; Linux takes 32768 to 60999, others more). */
const clientPorts: Interval = [1024n, 65_535n]

export function fieldValue(field: Field, traveller: Traveller, machine: Machine): Value {
  return readers[field](traveller, machine)
}

type Reader = (traveller: Traveller, machine: Machine) => Value

const exactly = (value: bigint | number): Interval => [BigInt(value), BigInt(value)]
const anyMark: Interval = [0n, highest[4]]
const anything: Interval = [0n, highest[6]]

const sourcePort: Reader = ({ packet }) => (packet.sourcePort === null ? clientPorts : exactly(packet.sourcePort))
const destinationPort: Reader = ({ destinationPort }) => exactly(destinationPort)
const only =
  (is: (packet: Packet) => boolean, reader: Reader): Reader =>
  (traveller, machine) =>
    is(traveller.packet) ? reader(traveller, machine) : null
const ipv4 = ({ family }: Packet) => family === 4
const ipv6 = ({ family }: Packet) => family === 6
const tcp = ({ transport }: Packet) => transport === 'tcp'
const udp = ({ transport }: Packet) => transport === 'udp'
const source: Reader = ({ packet }) => exactly(packet.source)
const destination: Reader = ({ destination }) => exactly(destination)
const protocol: Reader = ({ packet }) => exactly(protocolNumbers[packet.transport]!)
const whenTracked =
  (reader: Reader): Reader =>
  (traveller, machine) =>
    traveller.tracking === 'tracked' ? reader(traveller, machine) : null

/** net/netfilter/nft_ct.c, nft_ct_get_eval: without a connection the state is `invalid`. */
const ctStateOf = { 'not yet': 'invalid', tracked: 'new', untracked: 'untracked' } as const

const ctState = ({ tracking }: Traveller) => ctStates[ctStateOf[tracking]]!
const ctStatus = (traveller: Traveller) => (isTranslated(traveller) ? ctStatuses.dnat! : 0n)

const wayBack: Reader = ({ packet, destination }, machine) => {
  const leads = machine.leadsBack(packet.ingress, packet.family, packet.source, destination)
  return leads === null ? [0n, 1n] : exactly(Number(leads))
}

const readers: Readonly<Record<Field, Reader>> = {
  'ip saddr': only(ipv4, source),
  'ip daddr': only(ipv4, destination),
  'ip6 saddr': only(ipv6, source),
  'ip6 daddr': only(ipv6, destination),
  'ip protocol': only(ipv4, protocol),
  'ip6 nexthdr': only(ipv6, protocol),
  'tcp sport': only(tcp, sourcePort),
  'tcp dport': only(tcp, destinationPort),
  'tcp flags': only(tcp, () => exactly(tcpFlags.syn!)),
  'udp sport': only(udp, sourcePort),
  'udp dport': only(udp, destinationPort),
  'th sport': sourcePort,
  'th dport': destinationPort,
  'meta l4proto': protocol,
  'meta nfproto': ({ packet }) => exactly(protocolFamilies[packet.family === 4 ? 'ipv4' : 'ipv6']!),
  'meta protocol': ({ packet }) => exactly(etherTypes[packet.family === 4 ? 'ip' : 'ip6']!),
  'meta mark': ({ mark }) => (mark === null ? anyMark : exactly(mark)),
  // nft shows them by the names of the devices.
  'meta iif': ({ packet }) => packet.ingress,
  'meta oif': ({ egress }) => egress ?? '',
  'meta iifname': ({ packet }) => packet.ingress,
  // net/netfilter/nft_meta.c, nft_meta_store_ifname: no device has the empty name.
  'meta oifname': ({ egress }) => egress ?? '',
  'meta pkttype': () => exactly(packetTypes.host!),
  'ct state': (traveller) => exactly(ctState(traveller)),
  'ct status': whenTracked((traveller) => exactly(ctStatus(traveller))),
  'ct state or status': (traveller) =>
    exactly(stateAndStatus(ctState(traveller), traveller.tracking === 'tracked' ? ctStatus(traveller) : 0n)),
  'ct mark': whenTracked(({ ctMark }) => (ctMark === null ? anyMark : exactly(ctMark))),
  'ct direction': whenTracked(() => exactly(0)),
  'ct original ip saddr': only(ipv4, whenTracked(source)),
  'ct original ip daddr': only(
    ipv4,
    whenTracked(({ packet }) => exactly(packet.destination)),
  ),
  'ct original ip6 saddr': only(ipv6, whenTracked(source)),
  'ct original ip6 daddr': only(
    ipv6,
    whenTracked(({ packet }) => exactly(packet.destination)),
  ),
  'ct original proto-src': whenTracked(sourcePort),
  'ct original proto-dst': whenTracked(({ packet }) => exactly(packet.destinationPort)),
  'fib daddr type': ({ packet, destination }, machine) =>
    routeType(packet, destination, machine, machine.egressTo(packet.family, destination) !== null),
  'fib saddr type': ({ packet, destination }, machine) => {
    const { ingress, family, source } = packet
    return routeType(packet, source, machine, machine.acceptsFrom(ingress, family, source, destination))
  },
  'fib saddr . iif oif': wayBack,
  // Packets with a mark may have routes of their own.
  'fib saddr . mark . iif oif': (traveller, machine) =>
    traveller.mark === 0n ? wayBack(traveller, machine) : [0n, 1n],
  'ip other': only(ipv4, () => anything),
  'ip6 other': only(ipv6, () => anything),
  'tcp other': only(tcp, () => anything),
  'udp other': only(udp, () => anything),
  absent: () => null,
}

/** Of an address that is no broadcast or multicast one: those are not judged at all. */
function routeType({ family }: Packet, address: bigint, machine: Machine, hasRoute: boolean | null): Interval {
  if (machine.isOwn(family, address)) return exactly(routeTypes.local!)
  return hasRoute === true ? exactly(routeTypes.unicast!) : [routeTypes.unspec!, routeTypes.prohibit!]
}

/** net/netfilter/nf_nat_core.c, nf_nat_setup_info: what is changed to what it was is not. */
function isTranslated({ packet, destination, destinationPort }: Traveller): boolean {
  return destination !== packet.destination || destinationPort !== packet.destinationPort
}
