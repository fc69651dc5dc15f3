import type { FirewallAnswer } from '../../model/firewall-answer.ts'
import { ruleText } from '../../model/rule-text.ts'

/** `from anywhere: drop (policy of inet filter input); from 192.168.1.0/24: accept (…)` */
export function answersText(answers: readonly FirewallAnswer[]): string {
  return answers.map(answerText).join('; ')
}

function answerText({ from, verdict, leadsTo, limited, decidedBy, reason }: FirewallAnswer): string {
  const because = decidedBy === null ? reason : ruleText(decidedBy)
  const where = leadsTo === null ? '' : `, led to ${leadsTo.address} port ${leadsTo.port}`
  return `from ${from}: ${verdict}${limited ? ', limited' : ''}${where}${because === null ? '' : ` (${because})`}`
}
