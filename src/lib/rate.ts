/** After a pause at most this much of a second's worth goes out at once. */
const burstSeconds = 0.02

/** How many may go out back to back at a rate (per second): 20 ms of it, at least one. */
export function burstOf(rate: number): number {
  return Math.max(1, rate * burstSeconds)
}

/**
 * A rate as the generic cell rate algorithm wants it (ITU-T I.371, annex A): a bucket is then one number, the
 * theoretical arrival time of the next one. Infinity is no limit: the interval is 0.
 */
export class Rate {
  intervalMs = 0
  toleranceMs = 0

  /** @param perSecond above 0 */
  constructor(perSecond: number) {
    this.set(perSecond)
  }

  set(perSecond: number): void {
    this.intervalMs = 1000 / perSecond
    this.toleranceMs = perSecond === Infinity ? 0 : (burstOf(perSecond) - 1) * this.intervalMs
  }
}

/** What all that goes out at a rate shares. */
export class Bucket extends Rate {
  #arrival = -Infinity

  /** Milliseconds until the next may go out; zero or less: now. */
  wait(nowMs: number): number {
    return this.#arrival - this.toleranceMs - nowMs
  }

  /** Milliseconds until nothing of what went out counts any more. */
  fullIn(nowMs: number): number {
    return Math.max(0, this.#arrival - nowMs)
  }

  /** One goes out. */
  take(nowMs: number): void {
    this.#arrival = Math.max(this.#arrival, nowMs) + this.intervalMs
  }
}
