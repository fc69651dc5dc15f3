import type { Payload, PayloadContext } from '../../knowledge/payload.ts'
import type { Counters } from '../crew/channel.ts'
import type { DistanceClassifier } from '../distance.ts'
import type { ProbePlan } from '../engine.ts'
import type { Deliver } from '../results/verdicts.ts'
import type { ConnectDriver } from './driver.ts'
import type { ReadNeighbours } from './neighbours.ts'
import type { DropCounter } from './own-drops.ts'

export interface SchedulerOptions {
  readonly plan: ProbePlan
  readonly driver: ConnectDriver
  /** Most attempts under way at once; the driver's slots. */
  readonly slots: number
  /** Monotonic, milliseconds. */
  readonly clock: () => number
  /** Milliseconds since 1970 when the clock showed 0. */
  readonly epoch: number
  readonly random: () => number
  readonly distance: DistanceClassifier
  /** Payloads for a UDP port, best first, never none. */
  readonly payloadsFor: (port: number) => readonly Payload[]
  readonly payloadContext: PayloadContext
  /** What of this machine may throw probes away unseen. */
  readonly dropCounters: readonly DropCounter[]
  /** Whom the kernel has found on the link, and whom not; null where it does not say. */
  readonly readNeighbours: ReadNeighbours | null
  readonly aborted: () => boolean
  /** Takes what was seen, at least every 50 ms while there is anything. */
  readonly deliver: Deliver
  /** True while the taker is behind: nothing new is started then. */
  readonly backlogged: () => boolean
  /** Called now and then, and at the end, when the counters have moved. */
  readonly onProgress: (counters: Counters) => void
}
