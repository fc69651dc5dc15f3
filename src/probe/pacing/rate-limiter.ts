import { Bucket, Rate } from '../../lib/rate.ts'
import type { Distance } from '../distance.ts'
import type { Pace, PaceLimits } from './pace.ts'

/** Buckets for hosts. More hosts than this share buckets; see RateLimiter. */
const defaultSlots = 65_536
/** Two doubles of the same instant may differ by this much; a wait that was kept to the letter must be enough. */
const roundingMs = 1e-6
/** When to ask again while a host has all the connections it may have. */
const connectionWaitMs = 10

class ClassLimits {
  readonly host: Rate
  readonly total: Bucket
  readonly hostConnections: number

  constructor(limits: PaceLimits) {
    this.host = new Rate(limits.perHost)
    this.total = new Bucket(limits.total)
    this.hostConnections = limits.hostConnections
  }
}

/**
 * Token buckets for each host, each distance and all together. Over any stretch of time, what `take` lets through is
 * at most rate × time + burst (`burstOf`, lib/rate.ts), after a pause too.
 *
 * Memory is fixed (about 0.8 MB with the default slots), however many hosts there are: host h uses slot h mod slots.
 * Nothing is ever evicted, for an idle bucket is a full one. Hosts that are a multiple of the slots apart share a
 * bucket and a count of connections: together they get what one host may have, so sharing makes them slower, never
 * faster. Hosts are address indexes, so up to 65,536 hosts share nothing; above that the total is what binds.
 *
 * A bucket keeps no queue. Who asks first gets the token, so ask in the order of waiting and nobody starves.
 */
export class RateLimiter {
  readonly #classes: Readonly<Record<Distance, ClassLimits>>
  readonly #overall: Bucket
  readonly #slots: number
  readonly #arrivals: Float64Array
  readonly #connections: Int32Array

  constructor(pace: Pace, options: { readonly slots?: number } = {}) {
    this.#classes = {
      own: new ClassLimits(pace.own),
      onLink: new ClassLimits(pace.onLink),
      beyond: new ClassLimits(pace.beyond),
    }
    this.#overall = new Bucket(pace.overall ?? Infinity)
    this.#slots = options.slots ?? defaultSlots
    this.#arrivals = new Float64Array(this.#slots).fill(-Infinity)
    this.#connections = new Int32Array(this.#slots)
  }

  /**
   * Asks to send one probe to a host now. 0: send it, its tokens are taken. Otherwise nothing is taken, and the answer
   * is how many milliseconds to wait before asking again (10 when the host has all the connections it may have).
   *
   * `host` is any whole number from 0 to 2^53 that stands for the host, such as its address index; `nowMs` comes from
   * a clock that never goes back.
   */
  take(host: number, distance: Distance, nowMs: number): number {
    const limits = this.#classes[distance]
    const slot = host % this.#slots
    if (this.#connections[slot]! >= limits.hostConnections) return connectionWaitMs
    const arrival = this.#arrivals[slot]!
    const rate = limits.host
    const wait = Math.max(arrival - rate.toleranceMs - nowMs, limits.total.wait(nowMs), this.#overall.wait(nowMs))
    if (wait > roundingMs) return wait
    this.charge(host, distance, nowMs)
    return 0
  }

  /** Counts a probe that goes out unasked, so that later ones make up for it. */
  charge(host: number, distance: Distance, nowMs: number): void {
    const limits = this.#classes[distance]
    const slot = host % this.#slots
    this.#arrivals[slot] = Math.max(this.#arrivals[slot]!, nowMs) + limits.host.intervalMs
    limits.total.take(nowMs)
    this.#overall.take(nowMs)
  }

  /** A connection to the host is being made: `take` refuses while the host has as many as it may have. */
  opened(host: number): void {
    this.#connections[host % this.#slots]! += 1
  }

  /** That connection is over (established and closed, refused, or given up). */
  closed(host: number): void {
    const slot = host % this.#slots
    this.#connections[slot] = Math.max(0, this.#connections[slot]! - 1)
  }

  /** Sets the total of a distance to what RateControl found right: probes per second, above 0. */
  setTotal(distance: Distance, perSecond: number): void {
    this.#classes[distance].total.set(perSecond)
  }
}
