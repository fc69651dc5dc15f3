import type { Attempt } from '../attempt.ts'
import { Loss } from '../pacing/loss.ts'
import { type Retry, RetryQueue } from './retry-queue.ts'

/** Between an attempt that stayed silent and the next: back-to-back probes die together. */
const retryAfterMs = 200
/** Endpoints that wait for the verdict how many attempts silence deserves. Bounds the memory of silence (26 bytes each). */
const mostParked = 2 ** 20

/** Endpoints that did not answer: those that get another attempt, and those that had as many as silence deserves, as far as is known. */
export class Retries {
  readonly #due = new RetryQueue()
  readonly #parked = new RetryQueue()
  readonly #loss = new Loss()
  readonly #base: number
  #deserved: number

  /** `base`: the attempts that every silent endpoint gets. */
  constructor(base: number) {
    this.#base = base
    this.#deserved = base
  }

  /** How many get another attempt. */
  get due(): number {
    return this.#due.count
  }

  /** When the first of them may have it; Infinity when there is none. */
  get readyAt(): number {
    return this.#due.readyAt
  }

  /** How many wait for the verdict. */
  get parked(): number {
    return this.#parked.count
  }

  get parkedFull(): boolean {
    return this.#parked.count >= mostParked
  }

  /** Has an endpoint tried (again) at that time. */
  add(retry: Retry, readyAt: number): void {
    this.#due.push(retry, readyAt)
  }

  /** Has it wait until something else is decided, a retry's time at most. */
  addSoon(retry: Retry, nowMs: number): void {
    this.#due.push(retry, nowMs + retryAfterMs)
  }

  /** Takes the first that is due out; there must be one. */
  next(out: Retry): void {
    this.#due.shift(out)
  }

  /** One more attempt was in vain. */
  silent(attempt: Attempt, nowMs: number): void {
    attempt.attempts += 1
    if (attempt.attempts < this.#deserved) this.addSoon(attempt, nowMs)
    else this.#parked.push(attempt, nowMs)
  }

  /** An endpoint answered over the path, after so many attempts in vain. */
  answered(inVain: number, open: boolean): void {
    this.#loss.answered(inVain, open)
  }

  /** Lets the loss that was seen say how many attempts silence deserves. */
  adapt(): void {
    this.#deserved = this.#loss.attempts(this.#base)
  }

  /** Whether it had what silence deserves. */
  exhausted({ attempts }: Retry): boolean {
    return attempts >= this.#deserved
  }

  /** Takes each parked endpoint out into `out` and calls `decide`, which may add it again. */
  review(out: Retry, decide: () => void): void {
    this.adapt()
    for (let left = this.#parked.count; left > 0; left--) {
      this.#parked.shift(out)
      decide()
    }
  }
}
