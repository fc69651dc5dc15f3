import type { Family } from '../lib/address.ts'
import { isNamed } from './match.ts'
import { type Base, type Chain, type Hook, hooks, type Ruleset, type Table } from './ruleset.ts'

/** A chain on the way of a packet, with its table, in which its jumps lead. */
export interface Station {
  readonly table: Table
  readonly chain: Chain
  readonly base: Base
  /** At which its hook calls it. */
  readonly priority: number
}

/** include/uapi/linux/netfilter_ipv4.h, nf_ip_hook_priorities: the same for IPv6. */
export const priorities = { conntrack: -200, destinationNat: -100, sourceNat: 100 } as const

/**
 * The chains of a hook that a packet of this family meets, in the order in which it does.
 * @param device by which it comes in, and at `egress` leaves
 */
export function stationsOf(ruleset: Ruleset, hook: Hook, family: Family, device: string): readonly Station[] {
  const stations = ruleset.tables
    .filter((table) => concerns(table, family))
    .flatMap((table) => stationsIn(table, hook, device))
  // Of the same priority the one that came last is called first (net/netfilter/core.c, nf_hook_entries_grow).
  return stations.reverse().sort((a, b) => a.priority - b.priority || a.base.priority - b.base.priority)
}

function concerns({ family }: Table, packet: Family): boolean {
  return family === 'inet' || family === 'netdev' || family === (packet === 4 ? 'ip' : 'ip6')
}

function stationsIn(table: Table, hook: Hook, device: string): readonly Station[] {
  return [...table.chains.values()].flatMap((chain) => {
    const { base } = chain
    if (base === null || base.hook !== hook) return []
    if ((hook === 'ingress' || hook === 'egress') && !base.devices.some((each) => isNamed(device, each))) return []
    return [{ table, chain, base, priority: priorityOf(base) }]
  })
}

/**
 * Chains that translate hang on one hook of their own, whatever their priority, which only orders them among themselves
 * (net/netfilter/nf_nat_core.c, nf_nat_register_fn).
 */
function priorityOf({ type, hook, priority }: Base): number {
  if (type !== 'nat') return priority
  return hook === 'prerouting' ? priorities.destinationNat : priorities.sourceNat
}

/**
 * The orders in which the tables may have come to their hooks. The kernel lists them by their own age, and calls chains of the same priority by
 * the age of these: a chain may be younger than a later table. Null: too many to go through.
 */
export function ordersOf(
  ruleset: Ruleset,
  { family, ingress }: { family: Family; ingress: string },
): readonly Ruleset[] | null {
  if (ruleset.loadedAsListed === true) return [ruleset]
  const rivals = new Set<Table>()
  for (const hook of hooks) {
    const stations = stationsOf(ruleset, hook, family, ingress).filter(({ chain }) => canDecide(chain))
    for (const one of stations)
      if (stations.some((other) => other.table !== one.table && isTie(one, other))) rivals.add(one.table)
  }
  if (rivals.size > mostRivals) return null
  return permutations([...rivals]).map((order) => {
    const next = order.values()
    return { tables: ruleset.tables.map((table) => (rivals.has(table) ? next.next().value! : table)) }
  })
}

const mostRivals = 4

/** iptables leaves many a chain behind that is empty. */
function canDecide({ base, rules }: Chain): boolean {
  return rules.length > 0 || base?.policy === 'drop'
}

function isTie(one: Station, other: Station): boolean {
  return one.priority === other.priority && one.base.priority === other.base.priority
}

/** The first is as given. */
function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((item) => permutations(items.filter((each) => each !== item)).map((rest) => [item, ...rest]))
}

/** Chains that see a packet below the device that it comes in or leaves by; their answer is not looked for. */
export function chainsBelow(ruleset: Ruleset, hook: 'ingress' | 'egress', below: readonly string[]): readonly Chain[] {
  if (below.length === 0) return []
  return ruleset.tables.flatMap((table) =>
    [...table.chains.values()].filter((chain) => {
      const { base } = chain
      if (base === null || !canDecide(chain)) return false
      if (table.family === 'bridge') return hook === 'ingress'
      return base.hook === hook && base.devices.some((pattern) => below.some((device) => isNamed(device, pattern)))
    }),
  )
}

/** Whether the kernel looks for the connection that a packet of this family belongs to (net/netfilter/nf_conntrack_proto.c, nf_ct_netns_get). */
export function tracksConnections(ruleset: Ruleset, family: Family): boolean {
  const tables = ruleset.tables.filter((table) => concerns(table, family))
  return tables.some(({ chains }) =>
    [...chains.values()].some(({ rules }) => rules.some(({ tracks }) => tracks.includes(family))),
  )
}
