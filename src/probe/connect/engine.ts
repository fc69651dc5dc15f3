import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { Crew } from '../crew/crew.ts'
import { runCrew } from '../crew/crew-run.ts'
import { WorkerSession } from '../crew/worker-session.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan } from '../engine.ts'
import { Records } from '../results/records.ts'
import { shardSize } from '../walk.ts'
import { type DriverChoice, driverFor, reasonsByDriver } from './capabilities.ts'
import { crewSize } from './crew-size.ts'
import type { WorkerOrder } from './worker-order.ts'

export type { DriverChoice } from './capabilities.ts'

export interface ConnectEngineOptions {
  /** `auto` is epoll where it can be, node elsewhere. */
  readonly driver: DriverChoice
}

export interface ConnectEngine extends ProbeEngine {
  /** Starts the worker thread ahead of `run`, while targets are still being read. It does not keep the process alive. */
  warmUp(): void
}

type Session = WorkerSession<WorkerOrder>

/** Probes by making connections, as any program does: needs no privilege. */
export function connectEngine({ driver }: ConnectEngineOptions): ConnectEngine {
  let warm: Session | null = null
  return {
    id: 'connect',
    reasons: reasonsByDriver[driverFor(driver)],
    warmUp() {
      warm ??= newSession()
    },
    run(plan, signal) {
      const session = warm
      warm = null
      return runPlan(session, plan, driver, signal)
    },
  }
}

async function* runPlan(
  first: Session | null,
  plan: ProbePlan,
  driver: DriverChoice,
  signal: AbortSignal | undefined,
): AsyncIterable<ProbeBatch> {
  const index = new EndpointIndex(plan.space)
  const total = shardSize(index.size, plan.shard)
  const sharers = crewSize(plan, driverFor(driver), total)
  const sessions = [first ?? newSession(), ...Array.from({ length: sharers - 1 }, newSession)]
  const crew = Crew.of(sessions, plan, total, (part) => ({ plan: part, driver, sharers }))
  yield* runCrew(crew, new Records(index, plan.vantage), signal)
}

function newSession(): Session {
  return new WorkerSession<WorkerOrder>('probe/connect/worker')
}
