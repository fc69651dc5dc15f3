import { parseAddress } from '../lib/address.ts'
import { AddressSet } from './address-set.ts'
import type { Interfaces } from './own-addresses.ts'
import { grouped } from './word.ts'

// Only what can hold no host: nothing can be sent to it, or it does not go to one host. Private (RFC 1918),
// documentation (RFC 5737, RFC 3849), shared (RFC 6598) and loopback addresses can, and are scanned when they are named.
const classes = [
  ['0.0.0.0', '0.255.255.255', '0.0.0.0/8 (this network: never a destination, RFC 6890 §2.2.2)'],
  ['224.0.0.0', '239.255.255.255', '224.0.0.0/4 (multicast, RFC 5771)'],
  ['240.0.0.0', '255.255.255.254', '240.0.0.0/4 (reserved for future use, RFC 1112 §4)'],
  ['255.255.255.255', '255.255.255.255', '255.255.255.255 (limited broadcast, RFC 919)'],
  ['::', '::', ':: (unspecified, RFC 4291 §2.5.2)'],
  ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ff00::/8 (multicast, RFC 4291 §2.7)'],
] as const

const flag = '--no-default-excludes'

/** A class of addresses that can hold no host. */
interface ExcludedClass {
  readonly set: AddressSet
  readonly title: string
}

const excludedClasses: readonly ExcludedClass[] = classes.map(([from, to, title]) => {
  const { family, value: first } = parseAddress(from)!
  return { title, set: AddressSet.of([{ family, first, last: parseAddress(to)!.value }]) }
})

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
