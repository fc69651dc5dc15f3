import { readFileSync } from 'node:fs'
import type { Ruleset } from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import { outputOf } from './output-of.ts'
import type { IptablesTexts } from './with-iptables.ts'

/** What is missing, in one line each, besides what the programs say. */
export interface IptablesListing extends IptablesTexts {
  readonly missing: readonly string[]
}

/** Tables that iptables-nft makes: those of these families with these names. */
const tableNames = ['filter', 'nat', 'mangle', 'raw', 'security']
const prefixes: Readonly<Record<Family, string>> = { 4: 'iptables', 6: 'ip6tables' }
/** Which tables of iptables-legacy the kernel has (net/netfilter/x_tables.c, xt_proto_init). */
const legacyTables: Readonly<Record<Family, string>> = {
  4: '/proc/net/ip_tables_names',
  6: '/proc/net/ip6_tables_names',
}

/**
 * What iptables itself says of rules that nft cannot tell. Its programs load modules into the kernel when they are asked: they are asked only
 * about what is there already.
 */
export async function listIptables({ tables }: Ruleset): Promise<IptablesListing> {
  const missing: string[] = []
  const save = async (program: string): Promise<string | null> => {
    const output = await outputOf(program, [])
    if (typeof output === 'string') return output
    const why = output.isAbsent
      ? 'is not installed (package iptables)'
      : `failed: ${output.complaint.trim().split('\n')[0]}`
    missing.push(`${program} ${why}: rules that only it can tell are unknown`)
    return null
  }
  const isManaged = (family: Family) =>
    tables.some((table) => table.family === (family === 4 ? 'ip' : 'ip6') && tableNames.includes(table.name))
  const each = async (has: (family: Family) => boolean, backEnd: string) => ({
    4: has(4) ? await save(`${prefixes[4]}-${backEnd}-save`) : null,
    6: has(6) ? await save(`${prefixes[6]}-${backEnd}-save`) : null,
  })
  const nft = await each(isManaged, 'nft')
  const legacy = await each((family) => hasLegacy(family), 'legacy')
  const asksForSets = [nft[4], nft[6], legacy[4], legacy[6]].some((text) => text?.includes('--match-set') === true)
  return { nft, legacy, sets: asksForSets ? await setsOf(missing) : null, missing }
}

async function setsOf(missing: string[]): Promise<string | null> {
  const output = await outputOf('ipset', ['save'])
  if (typeof output === 'string') return output
  missing.push('ipset did not list its sets: rules that ask for them are unknown')
  return null
}

function hasLegacy(family: Family): boolean {
  try {
    return readFileSync(legacyTables[family], 'latin1').trim() !== ''
  } catch {
    return false
  }
}
