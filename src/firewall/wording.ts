import { memo } from '../lib/memo.ts'
import type { FirewallRule } from '../model/firewall-answer.ts'
import type { Trace } from './judgement.ts'
import { type Ownership, ownershipOf, type UfwRule } from './owners.ts'
import type { Rule, Ruleset } from './ruleset.ts'

/** A rule that held, or the policy at the end of a chain, for people: in the words of who wrote it, and where it is changed. */
export type Wording = (trace: Trace) => FirewallRule

/** @param ufw the lines of ufw's own files */
export function wordingOf(ruleset: Ruleset, ufw: readonly UfwRule[]): Wording {
  const ofPolicies = new Map<string, FirewallRule>()
  const ofRules = memo((_: Rule) => new Map<string, FirewallRule>())
  return (trace) => {
    const { family, table, chain, rule, effect } = trace
    // A rule is in one chain.
    const known = rule === null ? ofPolicies : ofRules(rule)
    const key = rule === null ? `${effect} ${family} ${table} ${chain}` : effect
    const found = known.get(key) ?? told(trace, ownershipOf(trace, ruleset, ufw))
    known.set(key, found)
    return found
  }
}

function told({ family, table, chain, rule, effect }: Trace, { owner, words, changedWith }: Ownership): FirewallRule {
  const named = { owner, table: `${family} ${table}`, chain }
  return { ...named, rule: words, handle: rule?.handle ?? null, effect, packets: rule?.packets ?? null, changedWith }
}
