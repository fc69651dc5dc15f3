import { Bucket } from '../../lib/rate.ts'
import type { Interruptible } from './interruption.ts'
import { Latch } from './latch.ts'

/** Connections and datagrams a second, above 0. Infinity is no limit. */
export interface Rates {
  readonly perHost: number
  readonly total: number
}

export const unlimited: Rates = { perHost: Infinity, total: Infinity }

/** The longest that a timer takes (Node.js, timers: 2^31 - 1). */
export const longestTimerMs = 2 ** 31 - 1

/** Gives out when each connection or datagram may go out: as its host's rate and that of all together allow, in the order in which they are wanted. */
export class Turns {
  readonly #rates: Rates
  readonly #signal: Interruptible
  readonly #total: Queue
  readonly #held = new Latch()
  #letGo: (() => void) | null = null

  constructor(rates: Rates, signal: Interruptible) {
    this.#rates = rates
    this.#signal = signal
    this.#total = new Queue(rates.total, signal)
    signal.addEventListener('abort', () => this.release())
  }

  /** Where all that goes to one host queues. */
  forHost(): Queue {
    return new Queue(this.#rates.perHost, this.#signal)
  }

  /** Until it is the turn of one more to this host, or until it is broken off. */
  next(host: Queue): Promise<void> {
    return host.pass(() => this.#total.pass(() => this.#held.passed()))
  }

  /** Nothing goes out until `release`. */
  hold(): void {
    if (!this.#signal.aborted) this.#letGo ??= this.#held.keep()
  }

  release(): void {
    this.#letGo?.()
    this.#letGo = null
  }
}

/** One after the other, at a rate. Only the first of them looks at the clock: after a standstill they do not all go at once. */
export class Queue {
  readonly #bucket: Bucket
  readonly #signal: Interruptible
  #last: Promise<void> = Promise.resolve()

  constructor(perSecond: number, signal: Interruptible) {
    this.#bucket = new Bucket(perSecond)
    this.#signal = signal
  }

  /** @param lastly what else is waited for before it counts as gone */
  pass(lastly: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(() => this.#go(lastly))
    return this.#last
  }

  /** Milliseconds until nothing of what went out counts any more. */
  get freshIn(): number {
    return this.#bucket.fullIn(performance.now())
  }

  async #go(lastly: () => Promise<void>): Promise<void> {
    let wait = this.#bucket.wait(performance.now())
    while (wait >= 1 && !this.#signal.aborted) {
      await pause(wait, this.#signal)
      wait = this.#bucket.wait(performance.now())
    }
    await lastly()
    this.#bucket.take(performance.now())
  }
}

function pause(milliseconds: number, signal: Interruptible): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, Math.min(milliseconds, longestTimerMs))
    signal.addEventListener('abort', end)
  })
}
