// Entry of a thread that gives up its capabilities, starts a program, and is there until that ends: else nobody would reap it.
import { workerData } from 'node:worker_threads'
import { type Launch, LaunchOutcome } from './launch.ts'

const { files, memory } = workerData as Launch
const outcome = new LaunchOutcome(memory)
try {
  // Whoever waits must hear of it when these cannot be loaded either.
  const [{ dropCapabilities, gainNoNewRights }, { spawnChild }] = await Promise.all([
    import('../libc/process-rights.ts'),
    import('./spawn-child.ts'),
  ])
  gainNoNewRights()
  dropCapabilities()
  if (outcome.claim()) outcome.tell({ pid: spawnChild(files, null)?.pid ?? 0 })
} catch (error) {
  const { errno } = error as { errno?: unknown }
  outcome.tell({ errno: typeof errno === 'number' ? errno : 0 })
}
