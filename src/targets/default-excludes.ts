import { highest, parseAddress } from '../lib/address.ts'
import { AddressSet } from './address-set.ts'
import type { Interfaces } from './own-addresses.ts'
import { grouped } from './word.ts'

// Only what can hold no host: nothing can be sent to it, or it does not go to one host. Private (RFC 1918),
// documentation (RFC 5737, RFC 3849), shared (RFC 6598) and loopback addresses can, and are scanned when they are named.
const flag = '--no-default-excludes'

/** A class of addresses that can hold no host. */
interface ExcludedClass {
  readonly set: AddressSet
  readonly title: string
}

const excludedClasses: readonly ExcludedClass[] = [
  ipv4('0.0.0.0', '0.255.255.255', '0.0.0.0/8 (this network: never a destination, RFC 6890 §2.2.2)'),
  ipv4('224.0.0.0', '239.255.255.255', '224.0.0.0/4 (multicast, RFC 5771)'),
  ipv4('240.0.0.0', '255.255.255.254', '240.0.0.0/4 (reserved for future use, RFC 1112 §4)'),
  ipv4('255.255.255.255', '255.255.255.255', '255.255.255.255 (limited broadcast, RFC 919)'),
  ipv6(0n, 0n, ':: (unspecified, RFC 4291 §2.5.2)'),
  ipv6(0xffn << 120n, highest[6], 'ff00::/8 (multicast, RFC 4291 §2.7)'),
]

function ipv4(from: string, to: string, title: string): ExcludedClass {
  const [first, last] = [from, to].map((text) => parseAddress(text)!.value)
  return { title, set: AddressSet.of([{ family: 4, first: first!, last: last! }]) }
}

/** As numbers: Node needs some 10 ms to get ready for the first text that might be IPv6. */
function ipv6(first: bigint, last: bigint, title: string): ExcludedClass {
  return { title, set: AddressSet.of([{ family: 6, first, last }]) }
}

/** All of them as one set, for a machine with these interfaces. */
export function hostless(interfaces: Interfaces): AddressSet {
  return AddressSet.of([...excludedClasses, ownBroadcasts(interfaces)].flatMap(({ set }) => set.ranges()))
}

/** The last address of each network that an interface is in (RFC 919 §5); networks of one or two addresses have none (RFC 3021). */
function ownBroadcasts(interfaces: Interfaces): ExcludedClass {
  const infos = Object.values(interfaces).flatMap((all = []) => all.filter(({ family }) => family === 'IPv4'))
  const ranges = infos.flatMap(({ address, netmask }) => {
    const host = 0xffff_ffffn ^ (parseAddress(netmask)?.value ?? 0xffff_ffffn)
    const own = parseAddress(address)?.value
    return own === undefined || host <= 1n ? [] : [{ family: 4 as const, first: own | host, last: own | host }]
  })
  return { title: 'networks of this machine (broadcast, RFC 919)', set: AddressSet.of(ranges) }
}

/** Takes away what can hold no host, and says what that was. */
export function withoutHostless(
  set: AddressSet,
  interfaces: Interfaces,
): { readonly left: AddressSet; readonly notes: readonly string[] } {
  let left = set
  const notes: string[] = []
  for (const { set: taken, title } of [...excludedClasses, ownBroadcasts(interfaces)]) {
    const rest = left.minus(taken)
    const count = left.size - rest.size
    left = rest
    if (count > 0n) notes.push(`left out ${addresses(count)} in ${title}: no host can have it; ${flag} probes it`)
  }
  return { left, notes }
}

function addresses(count: bigint): string {
  return count === 1n ? '1 address' : `${grouped(count)} addresses`
}
