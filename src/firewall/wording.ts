import { memo } from '../lib/memo.ts'
import type { FirewallRule } from '../model/firewall-answer.ts'
import type { Place, Trace } from './judgement.ts'
import { type Ownership, ownershipOf, type UfwRule } from './owners.ts'
import type { Rule, Ruleset } from './ruleset.ts'

/** A rule that held, or the policy at the end of a chain, for people: in the words of who wrote it, and where it is changed. */
export type Wording = (trace: Trace) => FirewallRule

/** @param ufw the lines of ufw's own files */
export function wordingOf(ruleset: Ruleset, ufw: readonly UfwRule[]): Wording {
  const ownerships = memo((_: Rule) => new Map<string, Ownership>())
  const policies = new Map<string, Ownership>()
  const ownership = (place: Place): Ownership => {
    const known = place.rule === null ? policies : ownerships(place.rule)
    const key = `${place.family} ${place.table} ${place.chain}`
    const found = known.get(key) ?? ownershipOf(place, ruleset, ufw)
    known.set(key, found)
    return found
  }
  return (trace) => {
    const { family, table, chain, rule, effect } = trace
    const { owner, words, changedWith } = ownership(trace)
    const named = { owner, table: `${family} ${table}`, chain }
    return { ...named, rule: words, handle: rule?.handle ?? null, effect, packets: rule?.packets ?? null, changedWith }
  }
}
