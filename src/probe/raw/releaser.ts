import { Bucket } from '../../lib/rate.ts'
import { SystemCallError } from '../../libc/library.ts'
import { type Attempt, newAttempt } from '../attempt.ts'
import type { Lanes } from './lane.ts'
import { RememberedProbes } from './remembered-probes.ts'
import type { Follow, WaveRunner } from './wave-runner.ts'
import type { Waves } from './waves.ts'
import type { Window } from './window.ts'

/**
 * An answer that comes after the RST is lost: the router knows of no such connection any more. So a probe has this long, or what
 * answers take where that is longer; and as long as the longest of them may take while the table has room, or nobody has answered yet.
 */
const releaseAfterMs = 1000
const releaseAtEaseMs = 3000
/** Silent probes in such a table at a time, three quarters of a small one, unless a pace was asked for that needs more room. */
const mostUnreleased = 3072
/** Between two looks at who has been answered. */
const sweepEveryMs = 20
/** At the end nobody waits for longer for the sake of routers. */
const finishWithinMs = 4000

export interface ReleaserOptions {
  /** Probes a second beyond the first router, by the pace: of this scanner, one of `scanners` that share it. */
  readonly perSecond: number
  readonly scanners?: number
  readonly runner: Pick<WaveRunner, 'now' | 'laneTo' | 'follow' | 'flushAndListen'>
  readonly waves: Pick<Waves, 'windowOf'>
  readonly lanes: Pick<Lanes, 'outlets'>
  /** How long answers take, and how many have told so. */
  readonly path: { readonly answerMs: number; readonly samples: number }
  readonly aborted: () => boolean
  /** Fills in which endpoint a position stands for. */
  readonly aim: (attempt: Attempt, position: number) => void
  /** Puts what makes routers forget an attempt into the outlet of its lane. */
  readonly follow: Follow
}

/** Makes routers forget the probes that nobody answered: see RememberedProbes. RSTs leave no faster than probes, besides them. */
export class Releaser {
  readonly #options: ReleaserOptions
  readonly #probes = new RememberedProbes()
  readonly #attempt = newAttempt()
  readonly #room: number
  /** From so many on probes do not stay for longer than they must. */
  readonly #tightFrom: number
  readonly #pace: Bucket
  /** While nobody has answered so many probes still get the longest time: if they are silent, it is not for lack of it. */
  #patient: number
  #sweepAt = 0

  constructor(options: ReleaserOptions) {
    this.#options = options
    const { perSecond, scanners = 1 } = options
    const share = mostUnreleased / scanners
    const needed = (perSecond * releaseAfterMs) / 1000
    this.#room = needed <= share ? share : Infinity
    this.#tightFrom = share / 2
    this.#patient = share
    this.#pace = new Bucket(perSecond)
  }

  /** Whether routers remember as many as they should have to. */
  get full(): boolean {
    return this.#probes.count > this.#room
  }

  sent({ position, attempts, addressIndex }: Attempt, nowMs: number): void {
    if (this.#options.runner.laneTo(addressIndex)?.distance === 'beyond') this.#probes.sent(position, attempts, nowMs)
  }

  /** Between two turns. */
  turn(): void {
    const { now } = this.#options.runner
    if (this.#room < Infinity && this.#isTight && now >= this.#sweepAt) {
      this.#probes.sweep(this.#isSilent)
      this.#sweepAt = now + sweepEveryMs
    }
    this.#release(now - this.#patienceMs)
  }

  /** A window is over: who is left in it stayed silent. */
  settle(window: Window): void {
    this.#probes.settle((position) => window.holds(position) && !window.isSettled(position - window.first))
  }

  /** At the end nothing is waited for any more. Whatever goes wrong now, the results are whole. */
  finish(): void {
    const { lanes, aborted, runner } = this.#options
    const deadline = runner.now + finishWithinMs
    const waiting = () => this.#probes.count > 0 || lanes.outlets.some((outlet) => outlet.waiting)
    try {
      while (waiting() && runner.now < deadline && !aborted()) {
        this.#release(Infinity)
        runner.flushAndListen()
      }
    } catch (error) {
      if (!(error instanceof SystemCallError)) throw error
    }
  }

  get #isTight(): boolean {
    return this.#probes.count >= this.#tightFrom
  }

  get #patienceMs(): number {
    const { answerMs, samples } = this.#options.path
    if (!this.#isTight || (samples === 0 && this.#patient > 0)) return releaseAtEaseMs
    return Math.max(releaseAfterMs, answerMs)
  }

  #release(before: number): void {
    const probes = this.#probes
    const { now } = this.#options.runner
    while (probes.count > 0 && (probes.isCertain || probes.sentAt <= before)) {
      if (probes.isCertain || this.#isSilent(probes.position)) {
        if (this.#pace.wait(now) > 0 || !this.#put(probes.position, probes.attempt)) return
        this.#pace.take(now)
        this.#patient -= 1
      }
      probes.drop()
    }
  }

  /** Of a position whose window is under way. */
  readonly #isSilent = (position: number): boolean => {
    const window = this.#options.waves.windowOf(position)
    return window !== null && !window.isSettled(position - window.first)
  }

  /** False when there is no room for it yet. */
  #put(position: number, attempts: number): boolean {
    const { aim, runner, follow } = this.#options
    const attempt = this.#attempt
    aim(attempt, position)
    attempt.position = position
    attempt.attempts = attempts
    return runner.follow(attempt, follow)
  }
}
