import type { SourceVerdict } from '../../remediation/dry-run.ts'
import type { Effect } from '../../remediation/plan.ts'

/** What is to be said of the port by the rules as they are now. @param judged null: they could not be read */
export function evaluatedText(judged: readonly SourceVerdict[] | null, effect: Effect): string {
  if (judged === null) return 'Not evaluated, as the rules could not be read'
  const open = judged.filter(({ verdict }) => verdict === 'accept')
  const unsure = judged.filter(({ verdict }) => verdict === 'unknown')
  if (isStillOpen(judged, effect)) return `Evaluated STILL OPEN from ${listed(open)}`
  if (unsure.length > 0) return `It cannot be told by the rules whether it is closed from ${listed(unsure)}`
  return open.length > 0 ? `Evaluated open from ${listed(open)} only` : 'Evaluated closed'
}

/** Whether it lets somebody in although nobody was to be let in. */
export function isStillOpen(judged: readonly SourceVerdict[] | null, effect: Effect): boolean {
  const isRestricted = effect.kind === 'rules' && effect.rule.except !== null
  return !isRestricted && (judged ?? []).some(({ verdict }) => verdict === 'accept')
}

const listed = (found: readonly SourceVerdict[]) => [...new Set(found.map(({ from }) => from))].join(' and ')
