export interface RateControlOptions {
  /** Most probes per second; the total of the pace. Infinity is never adapted. */
  readonly ceiling: number
  /** False: the rate is the ceiling, whatever happens. */
  readonly adapt: boolean
}

/** Finds a rate that the path carries. Thin: holds the ceiling until the adaptation lands. */
export class RateControl {
  readonly #ceiling: number

  constructor(options: RateControlOptions) {
    this.#ceiling = options.ceiling
  }

  /** A probe left. */
  sent(_nowMs: number): void {}

  /** The probe that left at `sentMs` was answered now. */
  answered(_sentMs: number, _nowMs: number): void {}

  /** The probe that left at `sentMs` was lost: the endpoint answered a later one. Silent endpoints are no loss. */
  lost(_sentMs: number, _nowMs: number): void {}

  /** Probes per second that are right now; give it to RateLimiter.setTotal every 100 ms or so. */
  rate(_nowMs: number): number {
    return this.#ceiling
  }
}
