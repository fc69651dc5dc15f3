import type { FirewallRule } from './firewall-answer.ts'

/** `ufw ip filter ufw-user-input: -p tcp …`, `policy of inet filter input` */
export function ruleText({
  owner,
  table,
  chain,
  rule,
}: Pick<FirewallRule, 'owner' | 'table' | 'chain' | 'rule'>): string {
  return rule === null ? `policy of ${table} ${chain}` : `${owner} ${table} ${chain}: ${rule}`
}
