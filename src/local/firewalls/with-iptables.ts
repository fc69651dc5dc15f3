import type { Rule, Ruleset, Table } from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import { decodeIpSets, type IpSets } from './ipset-save.ts'
import { decodeIptablesSave, setsChangedBy } from './iptables-save.ts'

/** What the programs say; null: it could not be asked. */
export interface IptablesTexts {
  /** `iptables-nft-save` and `ip6tables-nft-save`: rules that nft lists too, but of some no more than the name. */
  readonly nft: Readonly<Record<Family, string | null>>
  /** `iptables-legacy-save` and `ip6tables-legacy-save`: rules that nft does not know of. */
  readonly legacy: Readonly<Record<Family, string | null>>
  /** `ipset save` */
  readonly sets: string | null
}

/**
 * The rules of nft's listing, and those that only iptables can tell. A table that it does not tell whole, as it has not as many rules there, stays
 * as nft has it. Which of two chains of the same priority comes first is as little known of legacy tables as of others: see `ordersOf`.
 * @throws IptablesError, IpSetError when one of the texts is no such listing
 */
export function withIptables(ruleset: Ruleset, texts: IptablesTexts): Ruleset {
  const all = [texts.nft[4], texts.nft[6], texts.legacy[4], texts.legacy[6]].filter((text) => text !== null)
  const sets = setsOf(texts.sets, all.flatMap(setsChangedBy))
  const read = (of: IptablesTexts['nft']) =>
    ([4, 6] as const).flatMap((family) => (of[family] === null ? [] : decodeIptablesSave(of[family], { family, sets })))
  const saved = read(texts.nft)
  const find = ({ family, name }: Table) => saved.find((table) => table.family === family && table.name === name)
  const legacy = read(texts.legacy).map((table) => ({ ...table, ...asLegacy(table.name) }))
  return { ...ruleset, tables: [...ruleset.tables.map((table) => joined(table, find(table))), ...legacy] }
}

/** No name that nft would take: it may have a table that is called so too. */
function asLegacy(name: string): Pick<Table, 'name' | 'tool'> {
  return { name: `${name} (legacy)`, tool: 'iptables-legacy' }
}

function setsOf(text: string | null, changed: readonly string[]): IpSets {
  const sets = new Map(text === null ? [] : decodeIpSets(text))
  for (const name of changed) sets.set(name, { unknown: `a set that rules change: ${name}` })
  return sets
}

function joined(table: Table, saved: Table | undefined): Table {
  if (saved === undefined || !isManaged(table) || !areSame(table, saved)) return table
  const chains = [...table.chains].map(([name, chain]) => {
    const rules = chain.rules.map((rule, i) => joinedRule(rule, saved.chains.get(name)!.rules[i]!))
    return [name, { ...chain, rules }] as const
  })
  return { ...table, tool: 'iptables-nft', chains: new Map(chains) }
}

function areSame({ chains }: Table, saved: Table): boolean {
  return [...chains.values()].every(({ name, rules }) => saved.chains.get(name)?.rules.length === rules.length)
}

/** nft can have made a table of that name too, but hardly one in which every rule counts. */
function isManaged({ chains }: Table): boolean {
  const rules = [...chains.values()].flatMap((chain) => chain.rules)
  return rules.some(isOfExtensions) || rules.every(({ text }) => text.includes('counter'))
}

/** What nft tells of a rule is the kernel's own word, unless it is no more than a name. */
function joinedRule(rule: Rule, saved: Rule): Rule {
  return { ...rule, tracks: saved.tracks, text: saved.text, steps: isOfExtensions(rule) ? saved.steps : rule.steps }
}

/** See `xtOf` of the reader of nft's listing. */
function isOfExtensions({ steps }: Rule): boolean {
  return steps.some((step) => {
    if (step.kind === 'unknown') return step.what.startsWith('xt ')
    return step.kind === 'verdict' && step.verdict.kind === 'elsewhere' && step.verdict.what.startsWith('xt ')
  })
}
