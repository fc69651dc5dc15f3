import type { Worker } from 'node:worker_threads'
import { OperationError } from '../../lib/errors.ts'
import { startWorker, type WorkerEntry } from '../../lib/worker-thread.ts'
import { SharedState, type WorkerMessage, type WorkerStart } from './channel.ts'
import { endOf } from './end-of.ts'
import type { Session } from './session.ts'

export interface WorkerSessionOptions {
  /** What a reader of the results must know of how it was started. */
  readonly notes?: readonly string[]
  /** Whether it still has sockets open when it says its last word. Default false. */
  readonly closesLast?: boolean
}

/** A thread of this process. */
export class WorkerSession<Order extends object> implements Session<Order> {
  readonly state = new SharedState()
  readonly notes: readonly string[]
  readonly #worker: Worker
  readonly #inbox: WorkerMessage[] = []
  readonly #closesLast: boolean
  #failure: OperationError | null = null
  #saidEnd = false
  #exited = false
  #onNews = () => {}

  constructor(entry: WorkerEntry, { notes = [], closesLast = false }: WorkerSessionOptions = {}) {
    this.notes = notes
    this.#closesLast = closesLast
    const workerData: WorkerStart = { shared: this.state.buffer }
    this.#worker = startWorker(entry, { workerData })
    this.#worker.on('message', (message: WorkerMessage) => {
      this.#inbox.push(message)
      this.#onNews()
    })
    this.#worker.on('error', (error: Error) => {
      this.#failure = new OperationError(`the probe worker failed: ${error.message}`)
      this.#onNews()
    })
    this.#worker.on('exit', () => {
      this.#exited = true
      this.#onNews()
    })
    // Until it has an order it must not keep the process alive. Listening for messages undoes this, so it comes last.
    this.#worker.unref()
  }

  order(order: Order, onNews: () => void): void {
    this.#onNews = onNews
    this.#worker.ref()
    this.#worker.postMessage(order)
  }

  take(): WorkerMessage | null {
    const message = this.#inbox.shift()
    if (message?.kind === 'end') this.#saidEnd = true
    if (message !== undefined) return message
    if (this.#failure !== null) throw this.#failure
    if (this.#exited) throw new OperationError('the probe worker ended before its work was done')
    return null
  }

  /**
   * Ends the thread, and returns when its sockets are closed. It closes its sockets itself: what libc opened belongs to the process and
   * would outlive a thread that is merely terminated.
   */
  async stop(): Promise<void> {
    this.state.abort()
    this.#worker.unref()
    if (this.#exited || (this.#saidEnd && !this.#closesLast)) return
    await endOf(this.#worker, 'exit', () => void this.#worker.terminate())
  }
}
