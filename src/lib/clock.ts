/** Time as an argument: whatever waits, paces or measures asks a clock that it was given. */
export interface Clock {
  /** Milliseconds, with fractions, that never go back. Only differences mean anything. */
  now(): number
}

/** The clock of this process (CLOCK_MONOTONIC): no jump of the wall clock reaches it. */
export const monotonicClock: Clock = { now: () => performance.now() }

/** A clock that stands still until it is told to go on, for simulations and tests. */
export class ManualClock implements Clock {
  #now: number

  constructor(startMs = 0) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  /** Throws RangeError for a negative step: a monotonic clock does not go back. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`a clock cannot advance by ${ms} ms`)
    this.#now += ms
  }
}
