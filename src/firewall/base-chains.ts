import type { Family } from '../lib/address.ts'
import type { Base, Chain, Hook, Ruleset, Table } from './ruleset.ts'

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

/** The chains of a hook that a packet of this family meets, in the order in which it does. */
export function stationsOf(ruleset: Ruleset, hook: Hook, family: Family, ingress: string): readonly Station[] {
  const stations = ruleset.tables
    .filter((table) => concerns(table, family))
    .flatMap((table) => stationsIn(table, hook, ingress))
  // Of the same priority the one that came last is called first (net/netfilter/core.c, nf_hook_entries_grow).
  return stations.reverse().sort((a, b) => a.priority - b.priority || a.base.priority - b.base.priority)
}

function concerns({ family }: Table, packet: Family): boolean {
  return family === 'inet' || family === 'netdev' || family === (packet === 4 ? 'ip' : 'ip6')
}

function stationsIn(table: Table, hook: Hook, ingress: string): readonly Station[] {
  return [...table.chains.values()].flatMap((chain) => {
    const { base } = chain
    if (base === null || base.hook !== hook) return []
    if (hook === 'ingress' && !base.devices.includes(ingress)) return []
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

/** Whether the kernel looks for the connection that a packet of this family belongs to (net/netfilter/nf_conntrack_proto.c, nf_ct_netns_get). */
export function tracksConnections(ruleset: Ruleset, family: Family): boolean {
  const tables = ruleset.tables.filter((table) => concerns(table, family))
  return tables.some(({ chains }) => [...chains.values()].some(({ rules }) => rules.some(({ tracks }) => tracks)))
}
