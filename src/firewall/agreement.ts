import type { Judgement, Trace } from './judgement.ts'

/** Whether both say the same of the packet, if by other rules. */
export function leadsToSame(a: Judgement, b: Judgement): boolean {
  return a.verdict === b.verdict && a.destination === b.destination && a.destinationPort === b.destinationPort
}

/** Ways that lead to the same: what all of them have in common. */
export function agreed(ways: readonly Judgement[]): Judgement {
  const [first, ...others] = ways
  const isWhole = ways.every((way) => way.isWhole && isSameTrail(way.trail, first!.trail))
  const decidedBy = others.every((other) => isSame(other.decidedBy, first!.decidedBy)) ? first!.decidedBy : null
  const trail = others.reduce((shared, way) => inBoth(shared, way.trail), first!.trail)
  return { ...first!, trail, isWhole, decidedBy, assumptions: [...new Set(ways.flatMap((way) => way.assumptions))] }
}

/** What of the one is in the other too, each as often as in both: several ways lead to one rule. */
function inBoth(one: readonly Trace[], other: readonly Trace[]): readonly Trace[] {
  const left = [...other]
  return one.filter((trace) => {
    const at = left.findIndex((each) => isSame(each, trace))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

function isSameTrail(one: readonly Trace[], other: readonly Trace[]): boolean {
  return one.length === other.length && one.every((trace, i) => isSame(trace, other[i]!))
}

function isSame(one: Trace | null, other: Trace | null): boolean {
  if (one === null || other === null) return one === other
  const sameChain = one.family === other.family && one.table === other.table && one.chain === other.chain
  return sameChain && one.rule === other.rule && one.effect === other.effect && one.hook === other.hook
}
