import type { ProbePlan } from '../engine.ts'
import type { DriverChoice } from './capabilities.ts'

/** What a worker of the connect engine is asked to do. */
export interface WorkerOrder {
  readonly plan: ProbePlan
  readonly driver: DriverChoice
  /** How many workers share the plan's limits of connections and the process's of files. */
  readonly sharers: number
}
