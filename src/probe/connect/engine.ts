import { OperationError } from '../../lib/errors.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan } from '../engine.ts'
import { type DriverChoice, driverFor, reasonsByDriver } from './capabilities.ts'
import type { WorkerEnd } from './channel.ts'
import { Crew } from './crew.ts'
import { crewSize } from './crew-size.ts'
import { Records } from './records.ts'
import { shardSize } from './walk.ts'
import { WorkerSession } from './worker-session.ts'

export type { DriverChoice } from './capabilities.ts'

export interface ConnectEngineOptions {
  /** `auto` is epoll where it can be, node elsewhere. */
  readonly driver: DriverChoice
}

export interface ConnectEngine extends ProbeEngine {
  /** Starts the worker thread ahead of `run`, while targets are still being read. It does not keep the process alive. */
  warmUp(): void
}

/** Progress is told this often at least. */
const progressEveryMs = 100

/** Probes by making connections, as any program does: needs no privilege. */
export function connectEngine({ driver }: ConnectEngineOptions): ConnectEngine {
  let warm: WorkerSession | null = null
  return {
    id: 'connect',
    reasons: reasonsByDriver[driverFor(driver)],
    warmUp() {
      warm ??= new WorkerSession()
    },
    run(plan, signal) {
      const session = warm
      warm = null
      return runPlan(session, plan, driver, signal)
    },
  }
}

/** @throws OperationError when a worker crashes; all that they saw until then has been handed out, with the end. */
async function* runPlan(
  first: WorkerSession | null,
  plan: ProbePlan,
  driver: DriverChoice,
  signal: AbortSignal | undefined,
): AsyncIterable<ProbeBatch> {
  const index = new EndpointIndex(plan.space)
  const records = new Records(index, plan.vantage)
  const total = shardSize(index.size, plan.shard)
  const crew = new Crew(first ?? new WorkerSession(), plan, driver, crewSize(plan, driverFor(driver), total), total)
  const abort = () => crew.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  try {
    const ends: WorkerEnd[] = []
    while (!crew.ended) {
      const next = await crew.next(progressEveryMs)
      if (next?.message.kind === 'end') {
        ends.push(next.message)
        if (next.message.crash !== null) crew.abort()
        continue
      }
      const observations = next === null ? [] : records.observations(next.message.columns)
      yield { observations, progress: crew.progress }
      next?.read()
    }
    yield { observations: [], progress: crew.progress, end: records.end(ends) }
    const crashed = ends.find(({ crash }) => crash !== null)
    if (crashed) throw new OperationError(`the probe worker failed: ${crashed.crash}`)
  } finally {
    signal?.removeEventListener('abort', abort)
    await crew.stop()
  }
}
