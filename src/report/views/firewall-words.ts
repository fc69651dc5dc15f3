import type { FirewallAnswer, FirewallRule } from '../../model/firewall-answer.ts'

/** `from anywhere: drop (ufw: …); from 192.168.1.0/24: accept (…)` */
export function answersText(answers: readonly FirewallAnswer[]): string {
  return answers.map(answerText).join('; ')
}

function answerText({ from, verdict, decidedBy, reason }: FirewallAnswer): string {
  const because = decidedBy === null ? reason : ruleText(decidedBy)
  return `from ${from}: ${verdict}${because === null ? '' : ` (${because})`}`
}

/** `ufw rule 3: …`, `policy of inet filter input` */
function ruleText({ owner, table, chain, rule }: FirewallRule): string {
  return rule === null ? `policy of ${table} ${chain}` : `${owner} ${table} ${chain}: ${rule}`
}
