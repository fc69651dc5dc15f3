import { errnoNumbers, SystemCallError } from '../../libc/library.ts'
import type { TakeFrame } from '../../link/link.ts'
import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import { type Attempt, newAttempt } from '../attempt.ts'
import { Deferred } from '../pacing/deferred.ts'
import type { Pacer } from '../pacing/pacer.ts'
import type { Lane, Lanes } from './lane.ts'
import type { Outlet, TakeRefused } from './outlet.ts'
import type { Waves } from './waves.ts'

/** What is sent, and to whom. */
export interface WaveWork {
  /** Writes something that goes before the waves into `attempt`, with a position below 0; false when there is nothing. */
  urgent(attempt: Attempt): boolean
  /** Writes into `attempt` whom its position is for; false when it needs no probe (any more). */
  locate(attempt: Attempt): boolean
  /** Puts the probe into the outlet of the lane, which has room. */
  write(attempt: Attempt, lane: Lane, address: Uint8Array, length: 4 | 16): void
  /** The probe is out. */
  sent(attempt: Attempt, nowMs: number): void
  /** Nothing can be sent to the host: there is no way (`lane` is null), or whoever is next on it is not there. */
  unreachable(attempt: Attempt, lane: Lane | null): void
  /** A frame of an outlet, from `start` up to `end`, did not go out for good, and why. */
  readonly refused: TakeRefused
  /** Reads the frames that come in on an outlet's link. */
  reader(outlet: Outlet): TakeFrame
}

/** Puts a packet that follows an attempt, and is no probe, into the outlet of the lane, which has room. */
export type Follow = (attempt: Attempt, lane: Lane, address: Uint8Array, length: 4 | 16) => void

export interface WaveRunnerOptions {
  readonly index: EndpointIndex
  readonly waves: Waves
  readonly lanes: Lanes
  readonly pacer: Pacer
  /** Monotonic, milliseconds. */
  readonly clock: () => number
  /** True while nothing new should be sent. */
  readonly backlogged: () => boolean
  readonly work: WaveWork
}

/** Probes put together before the links get them and are asked for answers. */
const burst = 64
/** Longest wait for a frame: an abort is noticed within it. */
const longestWaitMs = 20
const backlogWaitMs = 5
const listenMs = 1
/** How soon a host is tried again whose hardware address is being asked for. */
const neighbourWaitMs = 5
/** Positions that need no probe which are passed over before the links are looked at again. */
const mostPassedOver = 16_384
/** A link that takes nothing for this long holds everything up: what waits on it must not seem to have been sent. Below the shortest gap of waves.ts. */
const stuckAfterMs = 20
/** One that takes nothing for this long is gone. */
const goneAfterMs = 10_000

/** Sends what the waves say, at the pace, and listens, in turns. */
export class WaveRunner {
  /** The time of this turn. */
  now = 0
  sent = 0
  readonly #options: WaveRunnerOptions
  readonly #deferred = new Deferred()
  readonly #next = newAttempt()
  readonly #address = new Uint8Array(16)
  readonly #readers: TakeFrame[] = []
  #addressIndex = -1
  #addressLength: 4 | 16 = 4
  #lane: Lane | null = null
  /** Since when a link has taken nothing of what waits; Infinity when each has taken some. */
  #stuckSince = Infinity

  constructor(options: WaveRunnerOptions) {
    this.#options = options
  }

  /** One turn. @throws SystemCallError when a link is gone */
  turn(): void {
    const { clock, lanes } = this.#options
    this.now = clock()
    const idleMs = this.#fill()
    this.#flush(lanes.outlets)
    this.#receive(idleMs)
  }

  #flush(outlets: readonly Outlet[]): void {
    let stuck = false
    for (let i = 0; i < outlets.length; i++) {
      const outlet = outlets[i]!
      if (outlet.waiting && !outlet.flush(this.#options.work.refused)) stuck = true
    }
    if (!stuck && this.#isHeldUp) this.#options.waves.heldUp(this.now)
    this.#stuckSince = stuck ? Math.min(this.#stuckSince, this.now) : Infinity
    if (this.now > this.#stuckSince + goneAfterMs) throw new SystemCallError('send', errnoNumbers.ENOBUFS ?? 105)
  }

  get #isHeldUp(): boolean {
    return this.now > this.#stuckSince + stuckAfterMs
  }

  /** Whether probes are set aside until their turn comes: of the waves, or such as go before them. */
  get holdsBack(): boolean {
    return this.#deferred.count > 0
  }

  /** Positions that the waves gave and that are set aside until their turn comes. */
  get setAside(): readonly number[] {
    return this.#deferred.positions
  }

  /** Only listens, and asks for hardware addresses. @throws as `turn` */
  listen(): void {
    this.now = this.#options.clock()
    this.#receive(listenMs)
  }

  /** Sends what waits in the outlets, and listens. @throws as `turn` */
  flushAndListen(): void {
    this.now = this.#options.clock()
    this.#flush(this.#options.lanes.outlets)
    this.#receive(listenMs)
  }

  /** Puts what follows an attempt into its outlet. False when there is no room for it yet; where there is no way it is left out. */
  follow(attempt: Attempt, put: Follow): boolean {
    const lane = this.laneTo(attempt.addressIndex)
    if (lane === null || lane.resolve(this.#address) !== 'known') return true
    if (lane.outlet.full) lane.outlet.flush(this.#options.work.refused)
    if (lane.outlet.full) return false
    put(attempt, lane, this.#address, this.#addressLength)
    return true
  }

  /** That of the host that `laneTo` was asked for last. */
  get address(): Uint8Array {
    return this.#address
  }

  /** The way to a host; null when there is none. */
  laneTo(addressIndex: number): Lane | null {
    this.#aim(addressIndex)
    return this.#lane
  }

  /** Fills the outlets. Gives 0 when there may be more at once, else for how many ms there is nothing to send. */
  #fill(): number {
    const { backlogged, waves } = this.#options
    if (backlogged()) return backlogWaitMs
    if (this.#isHeldUp) return 1
    if (this.#deferred.count > 0) this.#deferred.offer(this.now, this.#launch)
    for (let left = burst; left > 0; left--) {
      if (this.#deferred.full) return Math.max(1, this.#deferred.readyAt - this.now)
      if (!this.#pickNext()) {
        return Math.max(1, Math.min(longestWaitMs, waves.readyAt - this.now, this.#deferred.readyAt - this.now))
      }
      const waitMs = this.#launch(this.#next)
      if (waitMs > 0) this.#deferred.add(this.#next, this.now + waitMs)
    }
    return 0
  }

  #pickNext(): boolean {
    const { waves, work } = this.#options
    const next = this.#next
    if (work.urgent(next)) return true
    for (let left = mostPassedOver; left > 0; left--) {
      const position = waves.next(this.now)
      // While a window waits, somebody may have come up who is to be asked once more.
      if (position < 0) return work.urgent(next)
      next.position = position
      next.attempts = waves.attempt
      if (work.locate(next)) return true
      waves.asked(position, this.now)
    }
    return false
  }

  /** Puts a probe into its outlet. Gives 0, or the ms to wait before it may go. */
  readonly #launch = (attempt: Attempt): number => {
    const { waves, pacer, work } = this.#options
    const { position, addressIndex } = attempt
    const lane = this.laneTo(addressIndex)
    const state = lane === null ? 'absent' : lane.resolve(this.#address)
    if (lane === null || state === 'absent') {
      work.unreachable(attempt, lane)
      if (position >= 0) waves.asked(position, this.now)
      return 0
    }
    if (state !== 'known') return neighbourWaitMs
    const waitMs = pacer.take(addressIndex, lane.distance, this.now)
    if (waitMs > 0) return waitMs
    if (lane.outlet.full) lane.outlet.flush(work.refused)
    if (lane.outlet.full) return 1
    work.write(attempt, lane, this.#address, this.#addressLength)
    this.sent += 1
    pacer.sent(lane.distance)
    if (position >= 0) waves.asked(position, this.now)
    work.sent(attempt, this.now)
    return 0
  }

  #aim(addressIndex: number): void {
    if (addressIndex === this.#addressIndex) return
    const { index, lanes } = this.#options
    this.#addressIndex = addressIndex
    this.#addressLength = index.addressBytes(addressIndex, this.#address)
    const zone = this.#addressLength === 16 ? index.zone(addressIndex) : undefined
    this.#lane = lanes.find(this.#address, this.#addressLength, zone)
  }

  #receive(idleMs: number): void {
    const { lanes, work } = this.#options
    const { outlets } = lanes
    // With several links each gets its share of the wait.
    const waitMs = Math.ceil(Math.min(idleMs, longestWaitMs) / outlets.length)
    for (let i = 0; i < outlets.length; i++) {
      const outlet = outlets[i]!
      outlet.neighbourhood?.ask(this.now)
      this.#readers[i] ??= work.reader(outlet)
      outlet.link.receive(this.#readers[i]!, waitMs)
    }
  }
}
