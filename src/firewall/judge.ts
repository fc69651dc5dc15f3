import { agreed, leadsToSame } from './agreement.ts'
import { type Judgement, noLowPort } from './judgement.ts'
import type { Machine, Packet } from './packet.ts'
import { Paths } from './paths.ts'
import type { Ruleset } from './ruleset.ts'
import { type Limits, Walk } from './walk.ts'

/**
 * What the kernel does with a packet that comes in from the network: every base chain of its hooks in the order of their priorities,
 * the translation of its destination, the routing decision, then `input`, or `forward` and what follows. Where a rule asks what cannot
 * be told, both answers are followed: when they lead to the same, that is the answer, else it is `unknown`.
 */
export function judge(ruleset: Ruleset, machine: Machine, packet: Packet): Judgement {
  return new Judge(ruleset, machine).judge(packet)
}

/** Judges many packets by one ruleset: what depends on the ruleset alone is found out once. */
export class Judge {
  readonly #machine: Machine
  readonly #paths: Paths

  constructor(ruleset: Ruleset, machine: Machine) {
    this.#machine = machine
    this.#paths = new Paths(ruleset)
  }

  /** See `judge`. */
  judge(packet: Packet): Judgement {
    const kept = this.#judge(packet, 'kept')
    if (kept.verdict !== 'accept' || kept.assumptions.every((each) => each === noLowPort)) return kept
    return leadsToSame(this.#judge(packet, 'perhaps'), kept) ? kept : { ...kept, isLimited: true }
  }

  #judge(packet: Packet, limits: Limits): Judgement {
    const orders = this.#paths.orders(packet)
    const walks = (orders ?? [this.#paths]).map((paths) => new Walk(paths, this.#machine, packet, limits))
    const [first, ...others] = walks.map((walk) => walk.judgement())
    if (first === undefined || first.verdict === 'unknown') return first!
    if (orders !== null && others.every((other) => leadsToSame(other, first))) return agreed([first, ...others])
    const reason = 'chains of several tables have the same priority, and it cannot be told which of them comes first'
    return { ...first, verdict: 'unknown', reason, decidedBy: null }
  }
}
