// Entry of the thread that walks over the processes together with the one that asked: see walk-helper.ts.
import { parentPort } from 'node:worker_threads'
import { walk } from './processes.ts'
import { SharedPids } from './shared-pids.ts'
import type { WalkOrder } from './walk-helper.ts'

parentPort?.once('message', ({ buffer, wanted }: WalkOrder) => {
  const pids = new SharedPids(buffer)
  if (pids.join()) parentPort?.postMessage(walk(pids, new Set(wanted)))
})
