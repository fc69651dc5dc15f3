import { escapeJson } from '../../lib/escape.ts'
import type { Endpoint } from '../../model/change.ts'
import { withInside } from '../../prepare/inside.ts'
import { situationOf } from '../../prepare/situation.ts'
import { plansFor, type RankedPlan } from '../../remediation/plans.ts'
import { exitCodes } from '../command.ts'
import type { FixFlags } from '../flags.ts'
import { print } from '../print.ts'
import { complain } from '../terminal.ts'
import { plansText } from './plans-text.ts'
import { isThere } from './situation-text.ts'

/** Bears no number: a plan that is only shown is for a person, who may show it again. */
const mark = 'portreeve-fix'

/** The choices for an endpoint, from best to least. */
export async function showPlans(endpoint: Endpoint, { format }: FixFlags): Promise<number> {
  const { situation, notes } = await withInside(async (inside) => ({
    situation: await situationOf(endpoint, mark, inside),
    notes: inside.notes.listeners,
  }))
  const plans = isThere(situation) ? plansFor(situation) : []
  const failed = await print(format === 'json' ? plansJson(endpoint, plans) : plansText(situation, plans))
  if (situation.listener?.pid === null) for (const note of notes) complain(`note: ${note}`)
  return failed || (isThere(situation) ? exitCodes.done : exitCodes.negative)
}

/** Indented, for people to read as well: names in it may not act on the terminal. */
function plansJson(endpoint: Endpoint, plans: readonly RankedPlan[]): string {
  const value = { endpoint, plans: plans.map(({ applied, ...plan }) => ({ ...plan, canApply: applied !== null })) }
  return `${JSON.stringify(value, null, 2).split('\n').map(escapeJson).join('\n')}\n`
}
