import {
  ICMP_ADMIN_PROHIBITED,
  ICMP_HOST_UNREACHABLE,
  ICMP_NET_UNREACHABLE,
  ICMP_OTHER,
  ICMP_PORT_UNREACHABLE,
  ICMP_PROTOCOL_UNREACHABLE,
  ICMP_TIME_EXCEEDED,
  PENDING,
} from './outcome.ts'

/** ICMP destination unreachable, by code: RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1. */
const ipv4Unreachable: readonly number[] = [
  ICMP_NET_UNREACHABLE, // 0 net unreachable
  ICMP_HOST_UNREACHABLE, // 1 host unreachable
  ICMP_PROTOCOL_UNREACHABLE, // 2 protocol unreachable
  ICMP_PORT_UNREACHABLE, // 3 port unreachable
  PENDING, // 4 fragmentation needed: a matter of size, not of reach
  ICMP_OTHER, // 5 source route failed
  ICMP_NET_UNREACHABLE, // 6 net unknown
  ICMP_HOST_UNREACHABLE, // 7 host unknown
  ICMP_OTHER, // 8 source host isolated
  ICMP_ADMIN_PROHIBITED, // 9 net administratively prohibited
  ICMP_ADMIN_PROHIBITED, // 10 host administratively prohibited
  ICMP_NET_UNREACHABLE, // 11 net unreachable for type of service
  ICMP_HOST_UNREACHABLE, // 12 host unreachable for type of service
  ICMP_ADMIN_PROHIBITED, // 13 communication administratively prohibited
  ICMP_ADMIN_PROHIBITED, // 14 host precedence violation
  ICMP_ADMIN_PROHIBITED, // 15 precedence cutoff in effect
]

/** ICMPv6 destination unreachable, by code: RFC 4443 §3.1. */
const ipv6Unreachable: readonly number[] = [
  ICMP_NET_UNREACHABLE, // 0 no route to destination
  ICMP_ADMIN_PROHIBITED, // 1 communication administratively prohibited
  ICMP_OTHER, // 2 beyond scope of source address
  ICMP_HOST_UNREACHABLE, // 3 address unreachable
  ICMP_PORT_UNREACHABLE, // 4 port unreachable
  ICMP_ADMIN_PROHIBITED, // 5 source address failed ingress/egress policy
  ICMP_ADMIN_PROHIBITED, // 6 reject route to destination
]

/** What an ICMP message says about the endpoint; PENDING when it says nothing (packet too big, and the like). */
export function icmpOutcome(type: number, code: number): number {
  if (type === 3) return ipv4Unreachable[code] ?? ICMP_OTHER
  if (type === 11) return ICMP_TIME_EXCEEDED
  return type === 12 ? ICMP_OTHER : PENDING
}

/** The same for ICMPv6. */
export function icmpv6Outcome(type: number, code: number): number {
  if (type === 1) return ipv6Unreachable[code] ?? ICMP_OTHER
  if (type === 3) return ICMP_TIME_EXCEEDED
  // RFC 4443 §3.4, code 1: unrecognized next header, ICMPv6's protocol unreachable.
  if (type === 4) return code === 1 ? ICMP_PROTOCOL_UNREACHABLE : ICMP_OTHER
  return PENDING
}
