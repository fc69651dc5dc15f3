import type { RouteRefusal } from '../libc/rtnetlink.ts'
import type { Interface } from './interfaces.ts'

/** Why nothing can be sent to an address. */
export type Unreachable =
  | RouteRefusal
  | 'broadcast'
  | 'multicast'
  | 'needs-zone'
  | 'no-source'
  | 'no-interface'
  | 'unsupported-link'

/** The way to an address. Addresses are 4 or 16 bytes. */
export type Route =
  /** An address of this machine. `source` null: a packet to it comes from that address itself. */
  | { readonly kind: 'own'; readonly interface: Interface; readonly source: Uint8Array | null; readonly mtu: number }
  | (Sent & { readonly kind: 'on-link'; readonly nextHop: null })
  /** `nextHop` may be of the other IP version (RFC 5549). */
  | (Sent & { readonly kind: 'gateway'; readonly nextHop: Uint8Array })
  | { readonly kind: 'unreachable'; readonly reason: Unreachable }

interface Sent {
  readonly interface: Interface
  readonly source: Uint8Array
  /** Largest packet in bytes. */
  readonly mtu: number
}

const advice: Readonly<Record<Unreachable, string>> = {
  'no-route': 'no route: add one with `ip route add`, or connect the network that it is in',
  unreachable: 'a route or rule says "unreachable": see `ip route show table all` and `ip rule`',
  prohibited: 'a route or rule says "prohibit": see `ip route show table all` and `ip rule`',
  blackhole: 'a route or rule says "blackhole", or the address can be no destination: see `ip route show table all`',
  broadcast: 'a broadcast address: scan the hosts of the network one by one',
  multicast: 'a multicast address: scan the hosts of the group one by one',
  'needs-zone': 'a link-local address needs its interface: write it as fe80::1%eth0',
  'no-source': 'the interface has no address to send from: give it one with `ip addr add`',
  'no-interface': 'the interface of the route came up after the scan began: start it again',
  'unsupported-link': 'raw packets cannot be sent on this kind of link: use the connect engine',
}

/** What is in the way and what would help, as the end of a line: `203.0.113.7: no route: …`. */
export function whyUnreachable(reason: Unreachable): string {
  return advice[reason]
}
