import { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan } from '../engine.ts'
import { type DriverChoice, driverFor, reasonsByDriver } from './capabilities.ts'
import { Records } from './records.ts'
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
      const session = warm ?? new WorkerSession()
      warm = null
      return runPlan(session, plan, driver, signal)
    },
  }
}

/** @throws OperationError when the worker crashes; all that it saw until then has been handed out. */
async function* runPlan(
  session: WorkerSession,
  plan: ProbePlan,
  driver: DriverChoice,
  signal: AbortSignal | undefined,
): AsyncIterable<ProbeBatch> {
  const { state } = session
  const abort = () => state.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  try {
    session.order({ plan, driver })
    const records = new Records(new EndpointIndex(plan.space), plan.vantage)
    for (;;) {
      const message = await session.next(progressEveryMs)
      if (message === null) {
        yield { observations: [], progress: state.progress }
      } else if (message.kind === 'sightings') {
        yield { observations: records.observations(message.columns), progress: state.progress }
        state.read()
      } else {
        const { tallies, folded, causes, notes } = message
        const count = Object.values(causes).reduce((sum, n) => sum + n, 0)
        yield {
          observations: [],
          progress: state.progress,
          end: {
            tallies: records.tallies(tallies),
            pseudoServices: records.pseudoServices(folded),
            unprobed: { count, causes },
            notes,
          },
        }
        return
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    session.stop()
  }
}
