import type { Resumption } from '../checkpoint.ts'
import type { Session as SessionOf } from '../crew/session.ts'
import type { ProbePlan } from '../engine.ts'
import type { CaptureFile } from './capture.ts'

/** What sends the packets. */
export type Session = SessionOf<RawOrder>

/** What a worker of the raw engine is asked to do: first to find out who is there, if at all, then to scan, or to end without. */
export interface RawOrder {
  readonly kind: 'discover' | 'scan' | 'close'
  readonly plan: ProbePlan
  /** Scanners that are started for the scan: they share memory, and the pace of the plan. */
  readonly scanners: number
  /** Where the frames are written down; null: nowhere. */
  readonly capture: CaptureFile | null
  /** Whether to tell every second where it is. */
  readonly keeps?: boolean
  /** Whose turn comes when, by address index of the plan: as of `turnOf`. Default: everybody's is now. */
  readonly turns?: Uint8Array
  /** Where to go on from. */
  readonly resume?: Resumption
}
