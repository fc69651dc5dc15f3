import type { Counters, WorkerMessage } from './channel.ts'

/** What both sides see of a worker's state, from the side that gave the order. */
export interface SessionState {
  readonly counters: Counters
  /** Asks it to end early, with what is known. */
  abort(): void
  /** One more of its sightings or checkpoints has been dealt with. */
  read(): void
}

/** One worker, a thread or a process, from its start to its last word. It takes orders of its engine's kind. */
export interface Session<Order extends object> {
  readonly state: SessionState
  /** What a reader of the results must know of how it was started. */
  readonly notes: readonly string[]
  /** Hands out the work; `onNews` is called whenever there may be something to take. */
  order(order: Order, onNews: () => void): void
  /**
   * The next message, null when there is none.
   * @throws OperationError when the worker has crashed, after all that it said was taken.
   */
  take(): WorkerMessage | null
  /** Ends the worker; one that has said its last word ends by itself. A thread has closed its sockets then; a process closes them by itself. */
  stop(): Promise<void>
}
