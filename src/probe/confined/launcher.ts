// Entry of a thread that gives up its capabilities, starts the scanner, and ends.
import { workerData } from 'node:worker_threads'
import { dropCapabilities, gainNoNewRights } from '../../libc/process-rights.ts'
import { type ChildFiles, spawnChild } from './spawn-child.ts'

/** What the thread is started with. */
export interface Launch {
  readonly files: ChildFiles
  /** The process id of what was started, 0 when nothing was; then 1, when that is known. */
  readonly outcome: Int32Array
}

const { files, outcome } = workerData as Launch
try {
  gainNoNewRights()
  dropCapabilities()
  outcome[0] = spawnChild(files, null) ?? 0
} finally {
  Atomics.store(outcome, 1, 1)
  Atomics.notify(outcome, 1)
}
