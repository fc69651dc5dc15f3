import type { FirewallRule } from './firewall-answer.ts'

/** `ufw rule 3: allow 22/tcp`, `nftables inet filter input: tcp dport 22 accept`, `policy of inet filter input`. */
export function ruleText({
  owner,
  table,
  chain,
  rule,
}: Pick<FirewallRule, 'owner' | 'table' | 'chain' | 'rule'>): string {
  const isNobodys = owner === 'nftables' || owner === 'iptables'
  if (rule === null) return `${isNobodys ? '' : `${owner}: `}policy of ${table} ${chain}`
  if (isNobodys) return `${owner} ${table} ${chain}: ${rule}`
  return rule.startsWith(`${owner} `) ? rule : `${owner}: ${rule}`
}
