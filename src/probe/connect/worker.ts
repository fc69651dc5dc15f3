// Entry of the worker thread that probes. It loads little: the time from its start to the first probe is time that a person waits.
import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { Payload } from '../../knowledge/payload.ts'
import { seededRandom } from '../../lib/random.ts'
import { SharedState, sightingsMessage, type WorkerMessage, type WorkerStart } from '../crew/channel.ts'
import { distanceClassifier } from '../distance.ts'
import type { ProbePlan } from '../engine.ts'
import { openDriver } from './open-driver.ts'
import { Scheduler } from './scheduler.ts'
import type { WorkerOrder } from './worker-order.ts'

const { shared } = workerData as WorkerStart
const state = new SharedState(shared)
const port = parentPort
if (port === null) throw new Error('this is the entry of a worker thread')

port.once('message', (order: WorkerOrder) => {
  // A rejection reaches the engine as the error event of the worker.
  void probe(order).finally(() => port.close())
})

async function probe({ plan, driver: choice, sharers }: WorkerOrder): Promise<void> {
  const { driver, slots, notes, tables, close } = await openDriver(choice, plan.maxInFlight, sharers)
  const scheduler = new Scheduler({
    plan,
    driver,
    slots,
    clock: () => performance.now(),
    epoch: Date.now() - performance.now(),
    random: seededRandom(plan.seed + 1),
    distance: distanceClassifier(),
    payloadsFor: await payloadsOf(plan),
    payloadContext: { random: (bytes) => randomBytes(bytes) },
    ...tables,
    aborted: () => state.aborted,
    deliver: (columns, answers) => {
      state.posted()
      tell(sightingsMessage(columns, answers))
    },
    backlogged: () => state.backlogged,
    onProgress: (counters) => {
      state.counters = counters
    },
  })
  const crash = await scheduler.run().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  close()
  // After a crash too: what was found until then is not lost with the rest.
  tell({
    kind: 'end',
    crash,
    tallies: scheduler.verdicts.tallies.rows(),
    folded: scheduler.folding.folded,
    absent: scheduler.neighbours.absent,
    causes: scheduler.failures.causes,
    recall: null,
    notes: [...notes, ...scheduler.notes()],
  })
}

function tell(message: WorkerMessage): void {
  port?.postMessage(message)
}

/** The payloads are loaded only for plans with UDP. */
async function payloadsOf(plan: ProbePlan): Promise<(port: number) => readonly Payload[]> {
  if (plan.space.udp.length === 0) return () => []
  return (await import('../../knowledge/payload-index.ts')).payloadsFor
}
