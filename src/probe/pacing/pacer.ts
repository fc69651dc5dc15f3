import type { Distance } from '../distance.ts'
import type { Pace } from './pace.ts'
import { RateControl } from './rate-control.ts'
import { RateLimiter } from './rate-limiter.ts'

const distances: readonly Distance[] = ['own', 'onLink', 'beyond']
const adjustEveryMs = 100

function control({ atOnce = false, ...pace }: Pace, distance: Distance): RateControl {
  return new RateControl({ ceiling: pace[distance].total, adapt: true, atOnce })
}

/** The pace of a plan, and what the path says to it. Costs nothing where there is no limit. */
export class Pacer {
  readonly #limiter: RateLimiter
  readonly #unlimited: Readonly<Record<Distance, boolean>>
  readonly #controls: Readonly<Partial<Record<Distance, RateControl>>>
  readonly #lowest: Partial<Record<Distance, number>> = {}
  readonly #ceilings: Readonly<Record<Distance, number>>
  #adjustAt = 0

  constructor(pace: Pace) {
    const every = (limited: (distance: Distance) => boolean) =>
      ({ own: limited('own'), onLink: limited('onLink'), beyond: limited('beyond') }) as const
    this.#limiter = new RateLimiter(pace)
    this.#unlimited = every((distance) => {
      const { perHost, total, hostConnections } = pace[distance]
      return Math.min(perHost, total, hostConnections, pace.overall ?? Infinity) === Infinity
    })
    this.#ceilings = { own: pace.own.total, onLink: pace.onLink.total, beyond: pace.beyond.total }
    this.#controls = Object.fromEntries(
      distances
        .filter((distance) => pace.adapt && pace[distance].total !== Infinity)
        .map((distance) => [distance, control(pace, distance)]),
    )
  }

  /** 0: a probe may go out now. Otherwise the milliseconds to wait. */
  take(host: number, distance: Distance, nowMs: number): number {
    return this.#unlimited[distance] ? 0 : this.#limiter.take(host, distance, nowMs)
  }

  /** Probes that the kernel sends by itself count like ours. */
  charge(host: number, distance: Distance, nowMs: number, probes: number): void {
    if (this.#unlimited[distance]) return
    for (let left = probes; left > 0; left--) this.#limiter.charge(host, distance, nowMs)
  }

  /** Whether nothing is ever limited. */
  get unlimited(): boolean {
    return distances.every((distance) => this.#unlimited[distance])
  }

  /** A probe has gone out. */
  sent(distance: Distance): void {
    this.#controls[distance]?.sent()
  }

  /** A connection has been begun, which counts until it is `closed`. */
  opened(host: number, distance: Distance): void {
    if (this.#unlimited[distance]) return
    this.#limiter.opened(host)
    this.sent(distance)
  }

  closed(host: number, distance: Distance): void {
    if (!this.#unlimited[distance]) this.#limiter.closed(host)
  }

  answered(distance: Distance, sentMs: number, nowMs: number): void {
    this.#controls[distance]?.answered(sentMs, nowMs)
  }

  lost(distance: Distance, sentMs: number): void {
    this.#controls[distance]?.lost(sentMs)
  }

  /** Lets the rates follow what was seen; call it often. */
  adjust(nowMs: number): void {
    if (nowMs < this.#adjustAt) return
    this.#adjustAt = nowMs + adjustEveryMs
    for (const distance of distances) {
      const control = this.#controls[distance]
      if (control === undefined) continue
      const rate = control.rate(nowMs)
      this.#limiter.setTotal(distance, rate)
      this.#lowest[distance] = Math.min(rate, this.#lowest[distance] ?? Infinity)
    }
  }

  /** One line for each distance whose rate went well below its ceiling. */
  notes(): string[] {
    return distances
      .filter((distance) => (this.#lowest[distance] ?? Infinity) < this.#ceilings[distance] / 4)
      .map(
        (distance) =>
          `the rate went down to ${Math.round(this.#lowest[distance]!)} probes/s (${distance}): loss or round trips grew`,
      )
  }
}
