import { OperationError } from '../../lib/errors.ts'
import type { ProbePlan, Progress } from '../engine.ts'
import { partOf } from '../walk.ts'
import type { WorkerMessage } from './channel.ts'
import type { Session } from './session.ts'

export interface CrewMessage {
  /** Whose it is: of which part of the plan. */
  readonly part: number
  readonly message: WorkerMessage
  /** Call when it has been dealt with: a worker that is not listened to starts nothing new. */
  readonly read: () => void
}

/** A worker, whatever its orders. */
type Worker = Omit<Session<object>, 'order'>

/** The workers that share one plan: each takes a part of its shard. */
export class Crew {
  readonly #sessions: readonly Worker[]
  readonly #ended = new Set<Worker>()
  readonly #total: number
  /** Why one has been lost, with what it has not said. The others have been asked to end then. */
  failure: OperationError | null = null
  /** Who is asked first takes turns: one that never stops talking must not keep the others waiting. */
  #turn = 0
  #wake: (() => void) | null = null

  /** `total` are the endpoints of the plan's shard. */
  private constructor(sessions: readonly Worker[], total: number) {
    this.#sessions = sessions
    this.#total = total
  }

  /** A crew of workers that have been given their orders: each its part of the plan. */
  static of<Order extends object>(
    sessions: readonly Session<Order>[],
    plan: ProbePlan,
    total: number,
    orderFor: (plan: ProbePlan, part: number) => Order,
  ): Crew {
    const crew = new Crew(sessions, total)
    sessions.forEach((session, i) => {
      const shard = partOf(plan.shard, i, sessions.length)
      session.order(orderFor({ ...plan, shard }, i), () => crew.#wake?.())
    })
    return crew
  }

  get progress(): Progress {
    const sum = { done: 0, total: this.#total, sent: 0, open: 0 }
    for (const { state } of this.#sessions) {
      const { done, sent, open } = state.counters
      sum.done += done
      sum.sent += sent
      sum.open += open
    }
    // Hosts of the link that come late (raw/late-hosts.ts) are more than there seemed to be.
    return { ...sum, total: Math.max(sum.total, sum.done) }
  }

  /** Whether each worker has said its last word, or has been lost. */
  get ended(): boolean {
    return this.#ended.size === this.#sessions.length
  }

  /** The next message of any worker; null when there is none within `timeoutMs`. */
  async next(timeoutMs: number): Promise<CrewMessage | null> {
    const message = this.#take()
    if (message !== null) return message
    await this.#news(timeoutMs)
    return this.#take()
  }

  abort(): void {
    for (const { state } of this.#sessions) state.abort()
  }

  /** Returns when each worker has ended, or has said its last word and ends by itself: see Session.stop. */
  async stop(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.stop()))
  }

  #take(): CrewMessage | null {
    const { length } = this.#sessions
    for (let i = 0; i < length; i++) {
      const part = this.#turn++ % length
      const session = this.#sessions[part]!
      if (this.#ended.has(session)) continue
      const message = this.#messageOf(session)
      if (message === null) continue
      if (message.kind === 'end') this.#ended.add(session)
      return { part, message, read: () => session.state.read() }
    }
    return null
  }

  #messageOf(session: Worker): WorkerMessage | null {
    try {
      return session.take()
    } catch (error) {
      if (!(error instanceof OperationError)) throw error
      this.failure ??= error
      this.#ended.add(session)
      this.abort()
      return null
    }
  }

  #news(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
      const timer = setTimeout(wake, timeoutMs)
      this.#wake = wake
    })
  }
}
