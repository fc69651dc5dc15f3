import type { Chain, Ruleset, Table } from '../firewall/ruleset.ts'

/** The ruleset as it would be: these rules come before all others of their chains, and what is not there is made. */
export function withRules(ruleset: Ruleset, added: readonly Table[]): Ruleset {
  return { ...ruleset, tables: added.reduce(withTable, ruleset.tables) }
}

function withTable(tables: readonly Table[], added: Table): readonly Table[] {
  const known = tables.filter((table) => table.family === added.family && nameOf(table) === added.name)
  // iptables may be of two kinds, and what is added goes to where its chain is.
  const chosen = known.find(({ chains }) => [...added.chains.keys()].some((name) => chains.has(name))) ?? known[0]
  if (chosen === undefined) return [...tables, added]
  return tables.with(tables.indexOf(chosen), [...added.chains.values()].reduce(withChain, chosen))
}

/** `filter (legacy)` is `filter` to iptables-legacy. */
function nameOf({ name, tool }: Table): string {
  return tool === 'iptables-legacy' ? name.replace(' (legacy)', '') : name
}

function withChain(table: Table, added: Chain): Table {
  const known = table.chains.get(added.name)
  const chain = known === undefined ? added : { ...known, rules: [...added.rules, ...known.rules] }
  return { ...table, chains: new Map([...table.chains, [added.name, chain]]) }
}
