// Entry of the worker thread that sends raw packets. Its work blocks it: orders are taken one after the other.
import { parentPort, workerData } from 'node:worker_threads'
import { openPacketSockets } from '../../link/packet-sockets.ts'
import { openRawIpSockets } from '../../link/raw-ip-link.ts'
import { isAcknowledged, SharedState, type WorkerMessage, type WorkerStart } from '../crew/channel.ts'
import { captureFiles } from './capture.ts'
import type { RawOrder } from './channel.ts'
import { Scanner } from './scanner.ts'

const { shared } = workerData as WorkerStart
const state = new SharedState(shared)
const port = parentPort
if (port === null) throw new Error('this is the entry of a worker thread')

const scanner = new Scanner({
  sockets: { packet: openPacketSockets, rawIp: openRawIpSockets },
  captureFor: ({ capture }) => (capture === null ? null : captureFiles(capture)),
  tell(message: WorkerMessage) {
    if (isAcknowledged(message)) state.posted()
    port.postMessage(message)
  },
  get counters() {
    return state.counters
  },
  set counters(counters) {
    state.counters = counters
  },
  get aborted() {
    return state.aborted
  },
  pausedMs: 0,
  get backlogged() {
    return state.backlogged
  },
})

// A rejection reaches the engine as the error event of the worker.
port.on('message', (order: RawOrder) => void obey(order))

async function obey(order: RawOrder): Promise<void> {
  let isLast = true
  try {
    isLast = await scanner.obey(order)
  } finally {
    if (isLast) port?.close()
  }
}
