import type { Plan } from './plan.ts'
import type { Situation } from './situation.ts'

/** A kind of remedy: one file in `remedies/`, found by the generated registry. */
export interface Remedy {
  /** Best first: the lower the better, as long as nobody who is connected is cut off by it. */
  readonly order: number
  /** None where it does not fit the situation. */
  plans(situation: Situation): readonly Plan[]
}

export function defineRemedy(remedy: Remedy): Remedy {
  return remedy
}

type Optional = 'edits' | 'commands' | 'toKeep' | 'consequences' | 'undo' | 'applied' | 'cuts'

/** A plan of which nothing is said that it has none of. */
export function plan(said: Omit<Plan, Optional> & Partial<Pick<Plan, Optional>>): Plan {
  return { edits: [], commands: [], toKeep: [], consequences: [], undo: [], applied: null, cuts: [], ...said }
}
