import type { Worker } from 'node:worker_threads'
import { startWorker } from '../lib/worker-thread.ts'
import type { Outcome } from './ask/outcome.ts'
import type { Subject } from './ask/subject.ts'
import type { Asker, IdentifyOptions } from './engine.ts'
import { heartbeatMs, type WorkerAnswer, type WorkerQuestion } from './worker-messages.ts'

/** A thread that says nothing for so long is stuck on some reply, and is ended. */
const longestSilenceMs = 30_000

/** Asks from a thread of its own, which begins with the first question. */
export class WorkerAsker implements Asker {
  readonly #options: IdentifyOptions
  readonly #signal: AbortSignal | undefined
  readonly #awaited = new Map<number, (outcome: Outcome) => void>()
  #worker: Worker | null = null
  /** Why nobody answers any more. */
  #end: string | null = null
  #next = 0

  constructor(options: IdentifyOptions, signal?: AbortSignal) {
    this.#options = options
    this.#signal = signal
    signal?.addEventListener('abort', this.#abort)
  }

  ask(subject: Subject): Promise<Outcome> {
    if (this.#end !== null) return Promise.resolve(failed(this.#end))
    if (this.#signal?.aborted) return Promise.resolve({ kind: 'unasked' })
    const id = this.#next++
    return new Promise((resolve) => {
      this.#awaited.set(id, resolve)
      try {
        this.#tell({ kind: 'ask', id, subject })
      } catch (error) {
        // There is no room for a thread.
        this.#fail(error instanceof Error ? error.message : String(error))
      }
    })
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#worker?.postMessage({ kind: 'end' } satisfies WorkerQuestion)
  }

  readonly #abort = () => this.#worker?.postMessage({ kind: 'abort' } satisfies WorkerQuestion)

  #tell(question: WorkerQuestion): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(question)
  }

  #start(): Worker {
    const worker = startWorker('identify/worker', { workerData: this.#options })
    let heardAt = performance.now()
    const watch = setInterval(() => {
      if (performance.now() - heardAt > longestSilenceMs) void worker.terminate()
    }, heartbeatMs)
    watch.unref()
    worker.on('message', (answers: readonly WorkerAnswer[]) => {
      heardAt = performance.now()
      for (const { id, outcome } of answers) {
        this.#awaited.get(id)?.(outcome)
        this.#awaited.delete(id)
      }
    })
    worker.on('error', (error) => this.#fail(error instanceof Error ? error.message : String(error)))
    worker.on('exit', () => {
      clearInterval(watch)
      this.#fail('the thread that asks has ended')
    })
    return worker
  }

  /** What was asked and not answered is a failure of our own; what was answered stands. */
  #fail(cause: string): void {
    this.#end ??= cause
    for (const resolve of this.#awaited.values()) resolve(failed(this.#end))
    this.#awaited.clear()
  }
}

function failed(cause: string): Outcome {
  return { kind: 'unconnected', failure: { kind: 'failed', cause } }
}
