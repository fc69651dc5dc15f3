// Entry of the worker thread that sends raw packets. Its work blocks it: orders are taken one after the other.
// no foreign bytes: the numbers are read out of our own random bytes
import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { seededRandom } from '../../lib/random.ts'
import { SharedState, type WorkerMessage, type WorkerStart } from '../crew/channel.ts'
import type { ProbePlan } from '../engine.ts'
import { Capture } from './capture.ts'
import type { RawOrder } from './channel.ts'
import { HostDiscovery } from './host-discovery.ts'
import type { PayloadOf } from './next-probe.ts'
import { type Network, openGround, openNetwork } from './open-network.ts'
import { RawScan } from './raw-scan.ts'
import { techniquesOf } from './techniques-of.ts'

const { shared } = workerData as WorkerStart
const state = new SharedState(shared)
const port = parentPort
if (port === null) throw new Error('this is the entry of a worker thread')

const clock = () => performance.now()
/** Keys and ports are secrets of this scan: not of the seed, which a person may tell. */
const random = seededRandom(randomBytes(6).readUIntBE(0, 6))
/** While the targets are still being read. */
const ground = openGround(random)
let network: Network | null = null

port.on('message', (order: RawOrder) => {
  const capture = order.capture === null ? null : new Capture(order.capture)
  network ??= openNetwork({ ground, pace: order.plan.pace, random, capture })
  if (order.kind === 'close') close(network)
  else if (order.kind === 'discover') discover(order.plan, network)
  // A rejection reaches the engine as the error event of the worker.
  else void scan(order, network).finally(() => port.close())
})

/** What libc opened belongs to the process, and would outlive this thread. */
function close(open: Network): void {
  port?.close()
  open.close()
}

function discover({ space, pace, seed }: ProbePlan, open: Network): void {
  const { lanes, ports } = open
  const discovery = new HostDiscovery({
    addresses: space.addresses,
    lanes,
    ports: ports.discovery,
    pace,
    seed,
    random,
    clock,
    aborted: () => state.aborted,
    onProgress: ({ sent }) => {
      state.counters = { done: 0, sent, open: 0 }
    },
  })
  try {
    discovery.run()
  } catch (error) {
    close(open)
    throw error
  }
  tell({ kind: 'hosts', alive: discovery.alive })
}

async function scan({ plan, keeps, resume }: RawOrder, { lanes, ports, close }: Network): Promise<void> {
  const before = resume?.checkpoint.sent ?? state.counters.sent
  const rawScan = new RawScan({
    plan,
    ...(plan.minRecall !== undefined && { minRecall: plan.minRecall }),
    ...(resume !== undefined && { resume }),
    ...(keeps && { save: (at) => tell({ kind: 'checkpoint', checkpoint: { ...at, sent: before + at.sent } }) }),
    lanes,
    ports: ports.scan,
    clock,
    epoch: Date.now() - clock(),
    random,
    techniques: techniquesOf(plan),
    payloadOf: await payloadOf(plan),
    aborted: () => state.aborted,
    deliver: (columns) => {
      state.posted()
      tell({ kind: 'sightings', columns })
    },
    backlogged: () => state.backlogged,
    onProgress: (counters) => {
      state.counters = { ...counters, sent: before + counters.sent }
    },
  })
  const crash = attempt(() => rawScan.run())
  const unclosed = attempt(close)
  tell({
    kind: 'end',
    crash: crash ?? unclosed,
    tallies: rawScan.tallies.rows(),
    folded: rawScan.folding.folded,
    absent: [...rawScan.absent],
    causes: rawScan.failures.causes,
    recall: rawScan.recall,
    notes: rawScan.notes(),
  })
}

/** What it broke off with; null when it came to its end. */
function attempt(work: () => void): string | null {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function tell(message: WorkerMessage): void {
  port?.postMessage(message)
}

/** The payloads, which take turns, are loaded only for plans with UDP. */
async function payloadOf(plan: ProbePlan): Promise<PayloadOf> {
  if (plan.space.udp.length === 0) return () => new Uint8Array(0)
  const { payloadsFor } = await import('../../knowledge/payload-index.ts')
  const context = { random: (bytes: number) => randomBytes(bytes) }
  return (port, attempt) => {
    const payloads = payloadsFor(port)
    return payloads[attempt % payloads.length]!.build(context)
  }
}
