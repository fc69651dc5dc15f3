import { isLocal } from './peers.ts'
import type { Plan } from './plan.ts'
import { remedies } from './remedies.gen.ts'
import type { Situation } from './situation.ts'

export interface RankedPlan extends Plan {
  /** 1 for the best. */
  readonly rank: number
}

/**
 * The ways to close an endpoint, from best to least: first those that cut off nobody who is connected now, each group in the order stop,
 * bind, close, restrict, authenticate, replace.
 */
export function plansFor(situation: Situation): readonly RankedPlan[] {
  // Of a socket that has more addresses, nothing that is done to the loopback one alone would change anything.
  if (isLocal(situation.endpoint.address) && situation.listener?.bind !== 'loopback') return []
  const found = Object.values(remedies)
    .flatMap((remedy) => remedy.plans(situation).map((plan) => ({ plan, order: remedy.order })))
    .sort((a, b) => Number(a.plan.cuts.length > 0) - Number(b.plan.cuts.length > 0) || a.order - b.order)
  return found.map(({ plan }, i) => ({ rank: i + 1, ...plan }))
}
