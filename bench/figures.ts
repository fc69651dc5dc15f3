import type { BlackHoleFigures } from './black-hole.ts'
import type { CheckFigures } from './check-time.ts'
import type { InsideFigures } from './inside.ts'
import type { StartUp } from './start-up.ts'

/** One tool in one contest. */
export interface Row {
  readonly tool: string
  readonly command: string
  /** Median wall time from start to exit. */
  readonly seconds: number
  readonly megabytes: number | null
  /** In its worst round. */
  readonly foundLeast: number
  /** Reported open and not so, in its worst round. */
  readonly wrongMost: number
  readonly rounds: number
  /** A round had to be ended because it took too long, or the tool said that it failed. */
  readonly failed: boolean
}

/** When and where figures were taken. */
export interface Circumstances {
  /** ISO 8601, the day. */
  readonly day: string
  readonly machine: string
  /** Load average of the five minutes before. */
  readonly loadBefore: number
}

/** All tools at one scenario, at one pace. */
export interface Contest extends Circumstances {
  readonly scenario: string
  readonly about: string
  readonly pace: 'max' | 'default'
  /** Time of ours at full speed against the fastest rival that missed nothing, at most. */
  readonly goal: number
  /** The rival that the goal speaks of, whatever it missed. */
  readonly against?: string
  /** Longest time of ours that will do, in seconds. */
  readonly mostSeconds?: number
  /** Largest memory of ours that will do, in MB. */
  readonly mostMegabytes?: number
  /** Open endpoints. */
  readonly expected: number
  readonly rows: readonly Row[]
}

export interface Figures {
  readonly contests: readonly Contest[]
  readonly blackHole?: BlackHoleFigures & Circumstances
  readonly inside?: InsideFigures & Circumstances
  readonly check?: CheckFigures & Circumstances
  readonly start?: StartUp & Circumstances
}
