// decodes foreign bytes
import type { Base, Chain, Rule, Step, Table } from '../../firewall/ruleset.ts'
import { type Context, stepsOfMatch, stepsOfPacket } from './iptables-matches.ts'
import { stepsOfTarget } from './iptables-targets.ts'
import { linesOf, type RuleWords, ruleWordsOf } from './iptables-words.ts'

/** What iptables-save says cannot be read at all. */
export class IptablesError extends Error {}

/** A table as it stands there: its rules are not understood yet. */
interface Listed {
  readonly name: string
  readonly chains: Map<string, { readonly policy: string; readonly rules: ListedRule[] }>
}

interface ListedRule {
  readonly text: string
  readonly words: RuleWords
}

/**
 * Reads what `iptables-save` or `ip6tables-save` says, of either back end, with or without counters. Rules are numbered within their chain.
 * A match that is not known becomes a step of kind `unknown`, a target a verdict of `elsewhere`.
 * @throws IptablesError when it is no such listing, or a part of one
 */
export function decodeIptablesSave(text: string, context: Context): readonly Table[] {
  return tablesOf(text).map(({ name, chains }) => ({
    family: context.family === 4 ? 'ip' : 'ip6',
    name,
    chains: new Map([...chains].map(([chain, listed]) => [chain, chainOf(name, chain, listed, chains, context)])),
  }))
}

/** The sets that rules add to or delete from. @throws IptablesError */
export function setsChangedBy(text: string): readonly string[] {
  const rules = tablesOf(text).flatMap(({ chains }) => [...chains.values()].flatMap((chain) => chain.rules))
  return rules.flatMap(({ words: { target } }) => {
    const changes = target?.name === 'SET' ? target.options : []
    return changes.flatMap(({ name, words }) => (name.endsWith('-set') && words[0] !== undefined ? [words[0]] : []))
  })
}

function tablesOf(text: string): readonly Listed[] {
  const lines = linesOf(text)
  if (lines === null) throw new IptablesError('iptables-save ended within a word')
  const tables: Listed[] = []
  let table: Listed | null = null
  for (const line of lines) {
    if (line.startsWith('#')) continue
    if (line.startsWith('*')) {
      table = { name: line.slice(1).trim(), chains: new Map() }
      tables.push(table)
    } else if (table === null) throw new IptablesError('iptables-save listed no tables')
    else if (line === 'COMMIT') table = null
    else addLine(table, line)
  }
  if (table !== null) throw new IptablesError(`iptables-save ended within the table ${table.name}`)
  return tables
}

function addLine({ name, chains }: Listed, line: string): void {
  const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? []
  if (chain !== undefined) {
    chains.set(chain, { policy: policy!, rules: [] })
    return
  }
  const text = line.replace(/^\[\d+:\d+\] /, '')
  const words = ruleWordsOf(text)
  const rules = words === null ? undefined : chains.get(words.chain)?.rules
  if (words === null || rules === undefined) throw new IptablesError(`a line of the table ${name} is no rule`)
  rules.push({ text, words })
}

function chainOf(
  table: string,
  name: string,
  { policy, rules }: { readonly policy: string; readonly rules: readonly ListedRule[] },
  chains: Listed['chains'],
  context: Context,
): Chain {
  const base = policy === '-' ? null : baseOf(table, name, policy)
  return { name, base, rules: rules.map((rule, i) => ruleOf(rule, i + 1, chains, context)) }
}

const hooksOf: Readonly<Record<string, Base['hook']>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  POSTROUTING: 'postrouting',
}

/** include/uapi/linux/netfilter_ipv4.h, nf_ip_hook_priorities */
const priorities: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 }

function baseOf(table: string, chain: string, policy: string): Base | null {
  // What goes out from here is off the way of what comes in.
  const hook = Object.hasOwn(hooksOf, chain) ? hooksOf[chain]! : null
  if (hook === null) return null
  const natPriority = hook === 'prerouting' ? -100 : 100
  const priority = table === 'nat' ? natPriority : Object.hasOwn(priorities, table) ? priorities[table] : undefined
  if (priority === undefined) throw new IptablesError(`iptables has no table ${table}`)
  const type = table === 'nat' ? 'nat' : 'filter'
  return { hook, type, priority, policy: policy === 'DROP' ? 'drop' : 'accept', devices: [] }
}

function ruleOf({ text, words }: ListedRule, handle: number, chains: Listed['chains'], context: Context): Rule {
  const { options, matches, target } = words
  const asked = [...stepsOfPacket(options, context), ...matches.flatMap((match) => stepsOfMatch(match, context))]
  const done = target === null ? [] : stepsOfTarget(target, chains, context)
  const tracks = isTracking(words, chains) ? [context.family] : []
  return { handle, steps: [...asked.sort((a, b) => rank(a) - rank(b)), ...done], tracks, text }
}

/** First what is sure: none of these steps changes a packet, and where one does not hold the others do not matter. */
function rank({ kind }: Step): number {
  return kind === 'unknown' ? 2 : kind === 'limit' ? 1 : 0
}

/** Those that call nf_ct_netns_get as they are loaded (net/netfilter/xt_*.c). */
const trackingMatches: ReadonlySet<string> = new Set([
  ...['conntrack', 'state', 'connmark', 'connbytes', 'connlabel', 'connlimit', 'cluster', 'helper'],
])
const trackingTargets: ReadonlySet<string> = new Set([
  ...['DNAT', 'SNAT', 'REDIRECT', 'MASQUERADE', 'NETMAP', 'CONNMARK', 'CONNSECMARK', 'SYNPROXY', 'CT'],
])

function isTracking({ matches, target }: RuleWords, chains: Listed['chains']): boolean {
  if (matches.some(({ name }) => trackingMatches.has(name))) return true
  if (target === null || target.forGood || chains.has(target.name) || !trackingTargets.has(target.name)) return false
  return !target.options.some(({ name }) => name === '--notrack')
}
