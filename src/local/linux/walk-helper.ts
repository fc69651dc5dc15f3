import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { SHARE_ENV, type Worker } from 'node:worker_threads'
import { startWorker } from '../../lib/worker-thread.ts'
import { ProcFs } from './proc-fs.ts'
import { findHolders, type HolderMap, holderMap, type Walk, walk } from './processes.ts'
import { SharedPids } from './shared-pids.ts'

/**
 * Nearly all of a walk is the kernel's work: 10 µs a descriptor, 0.2 s for 1,000 processes with 10 sockets each. Two
 * threads halve it. A thread costs 50 ms of processor time, which fewer processes than these are not worth.
 */
const fewestProcesses = 400

export interface WalkOrder {
  readonly buffer: SharedArrayBuffer
  readonly wanted: Uint32Array
}

/** Finds the holders of sockets, with the help of a second thread where that pays. */
export interface HolderSearch {
  /** Once only. */
  findHolders(wanted: ReadonlySet<number>): Promise<HolderMap>
  close(): void
}

/** Start it early: the thread comes up (50 ms) while the sockets are read. */
export function openHolderSearch(helped = isWorthHelp()): HolderSearch {
  const worker = helped ? startHelper() : null
  return {
    findHolders: async (wanted) =>
      worker === null || wanted.size === 0 ? findHolders(wanted) : walkWith(worker, wanted),
    close: () => void worker?.terminate(),
  }
}

/** @param pids those that the thread takes some of */
export async function walkWith(
  worker: Worker,
  wanted: ReadonlySet<number>,
  pids = SharedPids.of(new ProcFs().processes()),
): Promise<HolderMap> {
  const help = answerOf(worker)
  worker.ref()
  worker.postMessage({ buffer: pids.buffer, wanted: Uint32Array.from([...wanted]) } satisfies WalkOrder)
  const own = walk(pids, wanted)
  if (!pids.end()) return holderMap([own])
  const other = await help
  // What a thread that failed had taken is lost with it.
  return other === null ? findHolders(wanted) : holderMap([own, other])
}

/** Null when the thread failed. */
function answerOf(worker: Worker): Promise<Walk | null> {
  return new Promise((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(null))
    worker.once('exit', () => resolve(null))
  })
}

/** Whether a second thread would have a processor to itself, and enough to do. */
function isWorthHelp(): boolean {
  try {
    return runnable() < availableParallelism() && new ProcFs().processes().length >= fewestProcesses
  } catch {
    return false
  }
}

/** Threads that run or would like to at this moment, this one among them: proc_loadavg(5). */
function runnable(): number {
  return Number(/ (\d+)\/\d+ /.exec(readFileSync('/proc/loadavg', 'latin1'))?.[1] ?? Infinity)
}

/** Null when the system has no room for a thread: one is enough. */
function startHelper(): Worker | null {
  try {
    const worker = startWorker('local/linux/walk-worker', { env: SHARE_ENV })
    // It may fail before it is asked for anything; what is asked of it then has no answer.
    worker.on('error', () => {})
    worker.unref()
    return worker
  } catch {
    return null
  }
}
