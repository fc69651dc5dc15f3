import type { Answer } from '../model/answer.ts'
import type { Observation } from '../model/observation.ts'
import type { PseudoService, Recall, Tally } from '../model/scan-summary.ts'
import type { Reason } from '../model/unions.ts'
import type { TargetSpace } from '../targets/types.ts'
import type { Journal } from './journal.ts'
import type { Pace } from './pacing/pace.ts'
import type { techniques } from './techniques.gen.ts'

/** What an engine is asked to do. Plain data: it crosses to a worker by structured clone. */
export interface ProbePlan {
  readonly space: TargetSpace
  /** Seed of the permutation: the same seed walks the same order. */
  readonly seed: number
  /** This run takes every endpoint whose position ≡ index (mod count); {0, 1} takes all. */
  readonly shard: { readonly index: number; readonly count: number }
  readonly pace: Pace
  /** Attempts after the first, for endpoints that stayed silent. */
  readonly retries: number
  /** Nobody asked for so many: one does where those who answer show that nothing gets lost, where that can be told. Default false. */
  readonly sparesRetries?: boolean
  /** Report closed and filtered endpoints one by one as well; otherwise they are only tallied. */
  readonly allStates: boolean
  /** Find out first which hosts are there, and leave out the others, where the engine can. Default false. */
  readonly discoverHosts?: boolean
  /** Share of the open ports that should be found for sure, where loss is measured, 0 to 1. Default 0.999. */
  readonly minRecall?: number
  /** How the raw engine asks TCP ports. Default `syn`. */
  readonly technique?: keyof typeof techniques
  /** Most connections in flight at once; the engine may have to go lower (file descriptors). */
  readonly maxInFlight?: number
  /** Answers of open endpoints that are handed over with what was seen, for whoever asks on. Default 0. */
  readonly keepsAnswers?: number
  readonly vantage: string
}

export interface Progress {
  /** Endpoints with a final state, or folded. */
  readonly done: number
  readonly total: number
  readonly sent: number
  readonly open: number
  /** Open endpoints that are asked what speaks there, and how many have answered. Absent: none yet. */
  readonly asking?: { readonly asked: number; readonly answered: number }
}

/** What an engine says as it goes along. The last batch carries the end. */
export interface ProbeBatch {
  readonly observations: readonly Observation[]
  /** What came back of some of those that are open, when the plan wants it: as much as could be kept. */
  readonly answers?: ReadonlyMap<Observation, Answer>
  readonly progress: Progress
  readonly end?: ProbeEnd
}

export interface ProbeEnd {
  /** Every endpoint that has a state, those that were observed one by one included. */
  readonly tallies: readonly Tally[]
  readonly pseudoServices: readonly PseudoService[]
  /** Endpoints that have no state because of a failure of our own (by errno name), or because of an abort. */
  readonly unprobed: { readonly count: number; readonly causes: Readonly<Record<string, number>> }
  /** Hosts that were left out because they did not answer host discovery. Default 0. */
  readonly hostsDown?: number
  /** Packet-loss recall from this vantage; absent where loss is not measured. */
  readonly recall?: Recall
  /** What a reader must know: limits that were met, rates that were lowered. */
  readonly notes: readonly string[]
}

export interface ProbeEngine {
  readonly id: string
  /** Reasons that this engine can tell apart; anything else it never reports. */
  readonly reasons: ReadonlySet<Reason>
  /** Whether a run that is broken off can be gone on with. Default false. */
  readonly resumes?: boolean
  /** Runs the plan; ends early, with what is known, when the signal aborts. Goes on from where the journal's former run was. */
  run(plan: ProbePlan, signal?: AbortSignal, journal?: Journal): AsyncIterable<ProbeBatch>
}
