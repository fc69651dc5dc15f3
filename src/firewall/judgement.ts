import type { Hook, Rule, TableFamily } from './ruleset.ts'

/** Where in the ruleset something took effect. `rule` null: no rule did, but the policy of the chain. */
export interface Place {
  readonly family: TableFamily
  readonly table: string
  readonly chain: string
  readonly rule: Rule | null
}

/** A rule that held, or the policy at the end of a chain: as `nft monitor trace` shows them. */
export interface Trace extends Place {
  readonly hook: Hook
  readonly effect: string
}

/** An assumption that is no limit. */
export const noLowPort = 'the sender does not pick a port below 1024'

/** What becomes of a packet, and through what. */
export interface Judgement {
  readonly verdict: 'accept' | 'drop' | 'reject' | 'unknown'
  /** Of `unknown`: why; of `drop` without a rule: what of the kernel does it. */
  readonly reason: string | null
  readonly trail: readonly Trace[]
  /** False: what cannot be told leads to the same, but by other rules too. The trail has those that hold in any case. */
  readonly isWhole: boolean
  /** What decided; null where there is no rule and no policy, where it cannot be told which one, and for `unknown`. */
  readonly decidedBy: Trace | null
  /** Where it ends up: another address or port than it was sent to after a translation. */
  readonly destination: bigint
  readonly destinationPort: number
  /** Whether it leads to this machine itself. */
  readonly isOwn: boolean
  /** Of `accept`: not so for whoever comes too often, or is one too many. */
  readonly isLimited: boolean
  /** What has to stay so for it to hold: limits that are kept. */
  readonly assumptions: readonly string[]
}
