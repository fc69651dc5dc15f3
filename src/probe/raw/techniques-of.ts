import type { State, Transport } from '../../model/unions.ts'
import type { ProbePlan } from '../engine.ts'
import { stateBy, type Techniques } from '../technique.ts'
import { techniques } from '../techniques.gen.ts'

/** How the ports of a plan are asked. */
export function techniquesOf({ technique = 'syn' }: Pick<ProbePlan, 'technique'>): Techniques {
  const { syn: tcp, udp, [technique]: chosen } = techniques
  return { tcp, udp, [chosen.transport]: chosen }
}

/** The state that an outcome means when ports are asked like that. */
export function meaningOf(plan: Pick<ProbePlan, 'technique'>): (transport: Transport, outcome: number) => State {
  const chosen = techniquesOf(plan)
  return (transport, outcome) => stateBy(chosen[transport], outcome)
}
