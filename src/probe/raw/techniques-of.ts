import type { ProbePlan } from '../engine.ts'
import type { Techniques } from '../technique.ts'
import { techniques } from '../techniques.gen.ts'

/** How the ports of a plan are asked. */
export function techniquesOf({ technique = 'syn' }: Pick<ProbePlan, 'technique'>): Techniques {
  const { syn: tcp, udp, [technique]: chosen } = techniques
  return { tcp, udp, [chosen.transport]: chosen }
}
