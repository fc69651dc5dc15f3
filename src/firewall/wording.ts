import type { FirewallRule } from '../model/firewall-answer.ts'
import type { Trace } from './judgement.ts'

/** A rule that held, or the policy at the end of a chain, for people: in the words of who wrote it, and where it is changed. */
export function inWords({ family, table, chain, rule, effect }: Trace): FirewallRule {
  const place = `${family} ${table}`
  const changedWith =
    rule === null ? `nft chain ${place} ${chain}` : `nft delete rule ${place} ${chain} handle ${rule.handle}`
  const words = { rule: rule?.text ?? null, handle: rule?.handle ?? null, effect, changedWith }
  return { owner: 'nftables', table: place, chain, ...words }
}
