import { Loss } from '../pacing/loss.ts'
import { RoundTrip } from '../pacing/round-trip.ts'
import { looksRepeated } from './syn-ack-repeats.ts'

/** An answer gets at least this long; less when so many have shown how long they take; and this long while nobody has answered yet. */
const answerFloorMs = { tcp: 100, tcpKnown: 50, udp: 400 } as const
const knownAfter = 30
const answerUnknownMs = 400
const answerCeilingMs = 3000

export interface MeasuredPathOptions {
  /** Whether UDP ports are asked: services take their time. */
  readonly udp: boolean
  /** Attempts that silence gets at least. */
  readonly attempts: number
  /** Attempts that it gets at least where loss is watched. */
  readonly attemptsWatched: number
}

/** What the answers so far say of the path: how long they take and how many probes are lost, and so how often and how long to ask. */
export class MeasuredPath {
  /** Of the answer that `timed` was told of last: NaN when it is not known which attempt it answers. */
  rttMs = Number.NaN
  /** Likewise, attempts that had been made in vain. */
  inVain = 0
  /** Attempts that silence deserves. */
  deserved: number
  /** Attempts that do where those who answer are asked so often that they show what one more would find. */
  deservedWatched: number
  readonly #options: MeasuredPathOptions
  readonly #loss = new Loss()
  readonly #roundTrip = new RoundTrip()

  constructor(options: MeasuredPathOptions) {
    this.#options = options
    this.deserved = this.#loss.attempts(options.attempts)
    this.deservedWatched = this.#loss.attempts(options.attemptsWatched)
  }

  /** How long to wait for an answer. */
  get answerMs(): number {
    const { samples, smoothedMs, timeoutMs } = this.#roundTrip
    if (samples === 0) return answerUnknownMs
    const { udp, tcp, tcpKnown } = answerFloorMs
    const floorMs = this.#options.udp ? udp : samples < knownAfter ? tcp : tcpKnown
    return Math.min(answerCeilingMs, Math.max(floorMs, 2 * smoothedMs, timeoutMs))
  }

  /** Answers that have told how long they take. */
  get samples(): number {
    return this.#roundTrip.samples
  }

  /**
   * An endpoint has answered this attempt, of `latest` after the first; so long after the first, and after the latest. Of those in between
   * it is not remembered when they were made. `mayRepeat`: the answer is one that hosts send again when it got lost. `prompt`: it came from the
   * host, at once; a router says only after three seconds that it finds no such host (Linux: three requests, RFC 4861 §7.2.2 likewise).
   */
  timed(
    attempt: number,
    latest: number,
    sinceFirst: number,
    sinceLast: number,
    mayRepeat: boolean,
    prompt: boolean,
  ): void {
    const leastMs = attempt === 0 ? sinceFirst : sinceLast
    const mostMs = attempt === latest ? sinceLast : sinceFirst
    const repeated = mayRepeat && this.#looksRepeated(leastMs, mostMs)
    if (!repeated && prompt) this.#roundTrip.add(leastMs)
    this.rttMs = repeated || leastMs !== mostMs ? Number.NaN : leastMs
    // A repeat comes of an attempt that was lost, as all were that have been made since.
    this.inVain = repeated ? Math.max(1, latest) : attempt
  }

  /** Somebody who was asked once more has answered; NaN: not for the first time. */
  heardAgain(rttMs: number): void {
    if (!Number.isNaN(rttMs) && !this.#looksRepeated(rttMs, rttMs)) this.#roundTrip.add(rttMs)
  }

  /** What an endpoint was found out at says of loss. */
  lost(inVain: number, found: boolean): void {
    this.#loss.answered(inVain, found)
  }

  /** Takes what was learnt into account. */
  review(): void {
    this.deserved = this.#loss.attempts(this.#options.attempts)
    this.deservedWatched = this.#loss.attempts(this.#options.attemptsWatched)
  }

  #looksRepeated(leastMs: number, mostMs: number): boolean {
    const { samples, timeoutMs } = this.#roundTrip
    return samples > 0 && looksRepeated(leastMs, mostMs, timeoutMs)
  }
}
