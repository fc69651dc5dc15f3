import type { Chain, Ruleset, Table } from '../firewall/ruleset.ts'

/** The ruleset as it would be: these rules come before all others of their chains, and what is not there is made. */
export function withRules(ruleset: Ruleset, added: readonly Table[]): Ruleset {
  return { ...ruleset, tables: added.reduce(withTable, ruleset.tables) }
}

function withTable(tables: readonly Table[], added: Table): readonly Table[] {
  const known = tables.findIndex(({ family, name }) => family === added.family && name === added.name)
  if (known < 0) return [...tables, added]
  return tables.with(known, [...added.chains.values()].reduce(withChain, tables[known]!))
}

function withChain(table: Table, added: Chain): Table {
  const known = table.chains.get(added.name)
  const chain = known === undefined ? added : { ...known, rules: [...added.rules, ...known.rules] }
  return { ...table, chains: new Map([...table.chains, [added.name, chain]]) }
}
