import { type Attempt, newAttempt } from '../attempt.ts'
import type { ProbeKind } from '../technique.ts'
import type { Lane, Lanes } from './lane.ts'
import type { MeasuredPath } from './measured-path.ts'
import type { Outlet } from './outlet.ts'
import { Releases } from './releases.ts'
import type { WaveRunner } from './wave-runner.ts'
import type { Waves } from './waves.ts'
import type { Window } from './window.ts'

/** A probe that is silent for so long is taken out of the tables of routers, or for as long as an answer gets where that is longer. */
const releaseAfterMs = 500
/** Silent probes in such a table at a time, half of a small one, unless a pace was asked for that needs more room. */
const mostUnreleased = 2048
/** At once, between two turns; at the end, when there is one turn a millisecond. */
const mostReleased = 64
const mostReleasedAtEnd = 8

export interface ReleaserOptions {
  readonly release: ProbeKind
  /** Probes a second beyond the first router, by the pace. */
  readonly perSecond: number
  readonly runner: WaveRunner
  readonly waves: Waves
  readonly lanes: Lanes
  readonly path: MeasuredPath
  readonly aborted: () => boolean
  /** Fills in which endpoint a position stands for. */
  readonly aim: (attempt: Attempt, position: number) => void
  /** Puts such a packet for an attempt into the outlet of its lane. */
  readonly put: (attempt: Attempt, lane: Lane, address: Uint8Array, kind: ProbeKind) => void
  readonly refused: (outlet: Outlet, start: number, end: number, code: string) => void
}

/** Makes routers forget the probes that nobody answered: see Releases. */
export class Releaser {
  readonly #options: ReleaserOptions
  readonly #releases = new Releases()
  readonly #attempt = newAttempt()
  readonly #room: number

  constructor(options: ReleaserOptions) {
    this.#options = options
    const needed = (options.perSecond * releaseAfterMs) / 1000
    this.#room = needed <= mostUnreleased ? mostUnreleased : Infinity
  }

  /** Whether routers remember as many as they should have to. */
  get full(): boolean {
    return this.#releases.count > this.#room
  }

  sent({ position, attempts, addressIndex }: Attempt, nowMs: number): void {
    if (this.#options.runner.laneTo(addressIndex)?.distance === 'beyond') this.#releases.sent(position, attempts, nowMs)
  }

  /** Between two turns. */
  turn(): void {
    const { runner, path } = this.#options
    this.#release(runner.now - Math.max(releaseAfterMs, path.answerMs), mostReleased)
  }

  /** A window is over: who is left in it stayed silent. */
  settle(window: Window): void {
    this.#releases.settle((position) => window.holds(position) && !window.isSettled(position - window.first))
  }

  /** At the end nothing is waited for any more. */
  finish(): void {
    const { lanes, aborted, refused, runner } = this.#options
    while (this.#releases.count > 0 && !aborted()) {
      this.#release(Infinity, mostReleasedAtEnd)
      for (const outlet of lanes.outlets) if (outlet.waiting) outlet.flush(refused)
      runner.listen()
    }
  }

  #release(before: number, most: number): void {
    const releases = this.#releases
    for (let left = most; left > 0 && releases.count > 0 && releases.sentAt <= before; left--) {
      const { position, attempt } = releases
      if ((releases.isCertain || this.#isSilent(position)) && !this.#put(position, attempt)) return
      releases.drop()
    }
  }

  /** Of a position whose window is under way. */
  #isSilent(position: number): boolean {
    const window = this.#options.waves.windowOf(position)
    return window !== null && !window.isSettled(position - window.first)
  }

  /** False when there is no room for it yet. */
  #put(position: number, attempts: number): boolean {
    const { aim, put, runner, refused, release } = this.#options
    const attempt = this.#attempt
    aim(attempt, position)
    attempt.position = position
    attempt.attempts = attempts
    const lane = runner.laneTo(attempt.addressIndex)
    if (lane === null || lane.resolve(runner.address) !== 'known') return true
    if (lane.outlet.full) lane.outlet.flush(refused)
    if (lane.outlet.full) return false
    put(attempt, lane, runner.address, release)
    return true
  }
}
