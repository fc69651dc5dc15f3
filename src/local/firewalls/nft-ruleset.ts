// decodes foreign bytes
import {
  type Base,
  type Chain,
  hooks,
  type Rule,
  type Ruleset,
  type Step,
  type TableFamily,
  tableFamilies,
} from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import { mayBeJoined } from './nft-joined.ts'
import { type NamedSets, stepsOf } from './nft-rules.ts'
import { isObject, type Json, only } from './nft-values.ts'

/** What `nft -j list ruleset` says cannot be read at all. */
export class RulesetError extends Error {}

interface MutableTable {
  readonly family: TableFamily
  readonly name: string
  readonly chains: Map<string, Chain & { readonly rules: Rule[] }>
  readonly isDormant: boolean
  /** Null: rules change it. */
  readonly sets: Map<string, readonly Json[] | null>
}

/**
 * Reads what `nft -j list ruleset` says (libnftables-json(5)). A statement that is not known becomes a step of kind `unknown`.
 * @param texts the words of each rule: see `ruleTexts`
 * @throws RulesetError when it is no such listing
 */
export function decodeRuleset(
  json: string,
  texts: (family: string, table: string, handle: number) => string | null,
): Ruleset {
  const objects = objectsOf(json)
  const tables: MutableTable[] = []
  const tableOf = (family: Json | undefined, name: Json | undefined) =>
    tables.find((table) => table.family === family && table.name === name)
  for (const object of objects) {
    const [kind, body] = Object.entries(object)[0] ?? []
    if (!isObject(body)) continue
    if (kind === 'table') addTable(tables, body)
    const table = tableOf(body.family, body.table)
    if (table === undefined || typeof body.name !== 'string') continue
    if (kind === 'set' || kind === 'map') {
      if (isTooDeep(body)) throw new RulesetError('a set is nested too deeply')
      table.sets.set(body.name, Array.isArray(body.elem) ? body.elem : [])
    }
    const base = kind === 'chain' && !table.isDormant ? baseOf(body) : null
    if (kind === 'chain') table.chains.set(body.name, { name: body.name, base, rules: [] })
  }
  for (const { rule } of objects) {
    const sets = isObject(rule) ? tableOf(rule.family, rule.table)?.sets : undefined
    for (const name of isObject(rule) ? changedBy(rule.expr) : []) if (sets?.has(name)) sets.set(name, null)
  }
  for (const object of objects) {
    const body = object.rule
    if (!isObject(body) || typeof body.chain !== 'string') continue
    const table = tableOf(body.family, body.table)
    const chain = table?.chains.get(body.chain)
    if (table === undefined || chain === undefined) throw new RulesetError('a rule is in no chain')
    chain.rules.push(ruleOf(body, table.sets, (handle) => texts(table.family, table.name, handle)))
  }
  return { tables }
}

function objectsOf(json: string): readonly { readonly [key: string]: Json }[] {
  let whole: Json
  try {
    whole = JSON.parse(json) as Json
  } catch {
    throw new RulesetError('nft did not answer in JSON')
  }
  const list = isObject(whole) ? whole.nftables : undefined
  if (!Array.isArray(list)) throw new RulesetError('nft listed no ruleset')
  return list.filter(isObject)
}

function addTable(tables: MutableTable[], { family, name, flags }: { readonly [key: string]: Json }): void {
  const known = tableFamilies.find((each) => each === family)
  if (known === undefined || typeof name !== 'string') return
  // Chains of such a table hang on no hook.
  const isDormant = [flags].flat().includes('dormant')
  tables.push({ family: known, name, isDormant, chains: new Map(), sets: new Map() })
}

function baseOf({ hook, type, prio, policy, dev }: { readonly [key: string]: Json }): Base | null {
  const known = hooks.find((each) => each === hook)
  // Chains of `output` and of bridges are off the way of what comes in.
  if (known === undefined) return null
  if (typeof prio !== 'number') throw new RulesetError('a chain of a hook has no priority')
  const devices = (Array.isArray(dev) ? dev : [dev]).filter((each) => typeof each === 'string')
  return {
    hook: known,
    type: type === 'nat' || type === 'route' ? type : 'filter',
    priority: prio,
    policy: policy === 'drop' ? 'drop' : 'accept',
    devices,
  }
}

function ruleOf(
  body: { readonly [key: string]: Json },
  sets: NamedSets,
  textOf: (handle: number) => string | null,
): Rule {
  const handle = typeof body.handle === 'number' ? body.handle : 0
  const statements = Array.isArray(body.expr) ? body.expr : []
  if (isTooDeep(statements)) throw new RulesetError('a rule is nested too deeply')
  const tracks = statements.flatMap(familiesTracked)
  const steps = statements.flatMap((statement, i) => {
    const read = stepsOf(statement, sets)
    return mayBeJoined(statement, statements[i + 1]) ? read.map(joinedToNext) : read
  })
  const rule = { handle, steps, tracks, text: textOf(handle) ?? JSON.stringify(statements) }
  const packets = packetsOf(statements)
  return packets === null ? rule : { ...rule, packets }
}

function joinedToNext(step: Step): Step {
  return step.kind === 'match' ? { ...step, joinsNext: true } : step
}

/** Of a counter behind all questions, as iptables puts it and people mostly do: it has counted what the rule held for. */
function packetsOf(statements: readonly Json[]): number | null {
  const at = statements.findIndex((statement) => isObject(only(statement, 'counter')))
  const isLate = at >= 0 && !statements.slice(at).some((statement) => only(statement, 'match') !== undefined)
  const packets = isLate ? only(only(statements[at], 'counter'), 'packets') : undefined
  return typeof packets === 'number' ? packets : null
}

/** The sets and maps that statements of a rule add to or delete from. */
function changedBy(statements: Json | undefined): readonly string[] {
  if (!Array.isArray(statements)) return []
  return statements.flatMap((statement) => {
    const { set, map } = isObject(statement) ? statement : {}
    const name = isObject(set) ? set.set : isObject(map) ? map.map : undefined
    return typeof name === 'string' ? [name.replace(/^@/, '')] : []
  })
}

const connectionWords = new Set([
  'ct',
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'flow',
  'ct count',
  'ct helper',
  'ct timeout',
  'synproxy',
  'xt',
])

/** Nothing is nested deeper: what is, is no listing of nft. */
const mostDepth = 32

function isTooDeep(json: Json, depth = 0): boolean {
  if (typeof json !== 'object' || json === null) return false
  return depth > mostDepth || Object.values(json).some((each) => isTooDeep(each, depth + 1))
}

/** A translation asks for connections of its own family only (net/netfilter/nft_nat.c, nft_nat_init). */
function familiesTracked(statement: Json): readonly Family[] {
  const translation = only(statement, 'dnat') ?? only(statement, 'snat')
  const family = only(translation, 'family')
  const isOfOne = family === 'ip' || family === 'ip6'
  if (isOfOne && !asksForConnections(translation!)) return [family === 'ip' ? 4 : 6]
  return asksForConnections(statement) ? [4, 6] : []
}

function asksForConnections(json: Json): boolean {
  if (Array.isArray(json)) return json.some(asksForConnections)
  if (!isObject(json)) return false
  return Object.entries(json).some(([key, value]) => connectionWords.has(key) || asksForConnections(value))
}
