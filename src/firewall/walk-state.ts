import type { Station } from './base-chains.ts'
import { nextOf } from './candidates.ts'
import type { Traveller } from './field-values.ts'
import type { Trace } from './judgement.ts'
import type { Chain, Hook } from './ruleset.ts'

/** A chain that is being walked: the rule and the step of it that come next. */
export interface Frame {
  readonly chain: Chain
  /** Those of its rules that may hold for the packet; null: each is asked. */
  readonly possible: Uint32Array | null
  rule: number
  step: number
}

/** Where the packet is. Copied where the way forks. */
export interface State {
  traveller: Traveller
  hook: Hook
  /** Chains of this hook that are still to come, the next one last. */
  ahead: Station[]
  station: Station | null
  frames: Frame[]
  trail: readonly Trace[]
  assumptions: readonly string[]
}

/** Passes over rules that cannot hold. */
export function toPossible(frame: Frame): void {
  if (frame.possible !== null) frame.rule = nextOf(frame.possible, frame.rule, frame.chain.rules.length)
}

export function nextRule(frame: Frame): void {
  frame.rule += 1
  frame.step = 0
}

export function copyOf(state: State): State {
  return { ...state, ahead: [...state.ahead], frames: state.frames.map((frame) => ({ ...frame })) }
}
