/** What rules ask about, in nft's words. */
export const fields = [
  'ip saddr',
  'ip daddr',
  'ip6 saddr',
  'ip6 daddr',
  'ip protocol',
  'ip6 nexthdr',
  'tcp sport',
  'tcp dport',
  'tcp flags',
  'udp sport',
  'udp dport',
  'th sport',
  'th dport',
  'meta l4proto',
  'meta nfproto',
  'meta protocol',
  'meta mark',
  'meta iif',
  'meta oif',
  'meta iifname',
  'meta oifname',
  'meta pkttype',
  'ct state',
  'ct status',
  // As iptables has them: see stateAndStatus.
  'ct state or status',
  'ct mark',
  'ct direction',
  'ct original ip saddr',
  'ct original ip daddr',
  'ct original ip6 saddr',
  'ct original ip6 daddr',
  'ct original proto-src',
  'ct original proto-dst',
  'fib daddr type',
  'fib saddr type',
  // Whether there is a way back by the device that it comes in by.
  'fib saddr . iif oif',
  'fib saddr . mark . iif oif',
  // What else is in these headers, which is not told of a packet.
  'ip other',
  'ip6 other',
  'tcp other',
  'udp other',
  // Of a header that neither TCP nor UDP has.
  'absent',
] as const
export type Field = (typeof fields)[number]

/** Whose values are not compared: whatever a rule asks of them may hold, if the packet has them at all. */
export function isOpaque(field: Field): boolean {
  return field === 'absent' || field.endsWith(' other')
}

/** Other than TCP and UDP, in nft's words. */
export const otherProtocols: ReadonlySet<string> = new Set([
  ...['icmp', 'icmpv6', 'igmp', 'esp', 'ah', 'comp', 'sctp', 'dccp', 'udplite'],
])

/** IANA protocol numbers. */
export const protocolNumbers: Readonly<Record<string, bigint>> = {
  icmp: 1n,
  igmp: 2n,
  tcp: 6n,
  udp: 17n,
  dccp: 33n,
  gre: 47n,
  esp: 50n,
  ah: 51n,
  'ipv6-icmp': 58n,
  icmpv6: 58n,
  ospf: 89n,
  sctp: 132n,
  udplite: 136n,
}

/** include/uapi/linux/netfilter/nf_conntrack_common.h, NF_CT_STATE_BIT: as `ct state` shows them. */
export const ctStates: Readonly<Record<string, bigint>> = {
  invalid: 1n,
  established: 2n,
  related: 4n,
  new: 8n,
  untracked: 64n,
}

/** enum ip_conntrack_status of the same header. */
export const ctStatuses: Readonly<Record<string, bigint>> = {
  expected: 1n,
  'seen-reply': 2n,
  assured: 4n,
  confirmed: 8n,
  snat: 16n,
  dnat: 32n,
  dying: 512n,
}

/** The bits of both in one number: net/netfilter/xt_conntrack.c asks for either of them at once. */
export function stateAndStatus(state: bigint, status: bigint): bigint {
  return state | (status << 16n)
}

/** RFC 9293 §3.1. */
export const tcpFlags: Readonly<Record<string, bigint>> = {
  fin: 1n,
  syn: 2n,
  rst: 4n,
  psh: 8n,
  ack: 16n,
  urg: 32n,
  ecn: 64n,
  cwr: 128n,
}

/** include/uapi/linux/rtnetlink.h, RTN_*. */
export const routeTypes: Readonly<Record<string, bigint>> = {
  unspec: 0n,
  unicast: 1n,
  local: 2n,
  broadcast: 3n,
  anycast: 4n,
  multicast: 5n,
  blackhole: 6n,
  unreachable: 7n,
  prohibit: 8n,
}

/** include/uapi/linux/if_packet.h, PACKET_*. */
export const packetTypes: Readonly<Record<string, bigint>> = {
  host: 0n,
  unicast: 0n,
  broadcast: 1n,
  multicast: 2n,
  other: 3n,
}

/** include/uapi/linux/netfilter.h, NFPROTO_*. */
export const protocolFamilies: Readonly<Record<string, bigint>> = { ipv4: 2n, ipv6: 10n }

/** include/uapi/linux/if_ether.h, ETH_P_*. */
export const etherTypes: Readonly<Record<string, bigint>> = { ip: 0x0800n, arp: 0x0806n, ip6: 0x86ddn, vlan: 0x8100n }
