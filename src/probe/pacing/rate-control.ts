import { Evidence, EvidenceRing } from './rate-evidence.ts'

export interface RateControlOptions {
  /** Most probes per second: the total of the pace. Infinity is never adapted. */
  readonly ceiling: number
  /** False: the rate is the ceiling, whatever happens. */
  readonly adapt: boolean
  /** True: begin at the ceiling, instead of at half of it. */
  readonly atOnce?: boolean
  /** How long after it was sent a loss is known: about the engine's retry timeout, in ms. Default 1,000. */
  readonly lossKnownMs?: number
}

/** How often the evidence is looked at. */
const roundMs = 250
/** Fewer probes than this with a known fate say nothing about loss. */
const enoughSamples = 30
/** Loss may be this much above the baseline (and two standard deviations more, for chance) before it is trouble. */
const lossMargin = 0.05
/** Round trips may double and grow by this much: below it is jitter of hosts and of our own event loop. */
const rttMarginMs = 20
/** From nothing to the ceiling in this time: slow enough to overshoot little before the loss is known. */
const climbSeconds = 60
/** The floor is the ceiling divided by this. */
const floorDivisor = 64

/**
 * Finds a rate that the path carries: halves it when loss or round trips grow, climbs additively otherwise.
 *
 * Loss is counted only among endpoints that are known to answer, because a later probe was answered. A firewall that
 * drops all says nothing about the path and never slows us down.
 *
 * Halving is an experiment. If loss or round trips fall with the rate, the rate was too high and stays halved. If they
 * do not, they are not our doing (a lossy radio link, a host far away): they become the baseline that later trouble is
 * measured against, and the old rate comes back.
 *
 * It starts at half the ceiling to learn the baseline, doubling once per `lossKnownMs` until something happens. Time is
 * an argument (a monotonic clock, ms); nothing here allocates.
 */
export class RateControl {
  readonly #ceiling: number
  readonly #fixed: boolean
  /** Rounds until a loss is known. */
  readonly #lag: number
  readonly #ring: EvidenceRing
  readonly #now = new Evidence()
  readonly #before = new Evidence()
  #phase: 'start' | 'climb' | 'trial' = 'start'
  #rate: number
  #rateBefore = 0
  #phaseBefore: 'start' | 'climb' = 'start'
  #baseLoss = 0
  #baseRttMs = Infinity
  /** The round that is running. */
  #round = -1
  #roundStartMs = 0
  #sentInRound = 0
  /** Earlier rounds are not evidence any more. */
  #first = 0
  /** Round in which the rate was doubled or halved last. */
  #changed = 0

  constructor(options: RateControlOptions) {
    this.#ceiling = options.ceiling
    this.#fixed = !options.adapt || options.ceiling === Infinity
    this.#rate = this.#fixed || options.atOnce ? options.ceiling : options.ceiling / 2
    this.#lag = Math.max(1, Math.ceil((options.lossKnownMs ?? 1_000) / roundMs))
    this.#ring = new EvidenceRing(5 * this.#lag, roundMs)
  }

  /** A probe left now. */
  sent(): void {
    this.#sentInRound += 1
  }

  /** The probe that left at `sentMs` was answered now, by whatever means (also a refusal or an ICMP error). */
  answered(sentMs: number, nowMs: number): void {
    const evidence = this.#fixed ? undefined : this.#ring.at(sentMs)
    if (evidence === undefined) return
    evidence.answered += 1
    evidence.rttSumMs += nowMs - sentMs
  }

  /** The probe that left at `sentMs` was lost: its endpoint answered a later one. Never call it for mere silence. */
  lost(sentMs: number): void {
    const evidence = this.#fixed ? undefined : this.#ring.at(sentMs)
    if (evidence !== undefined) evidence.lost += 1
  }

  /** Probes per second that are right now. Ask every 100 ms or so and give it to RateLimiter.setTotal. */
  rate(nowMs: number): number {
    if (this.#fixed) return this.#ceiling
    const round = this.#ring.roundOf(nowMs)
    if (this.#round === -1) {
      this.#first = round
      this.#changed = round
      this.#startRound(round, nowMs)
    } else if (round > this.#round) {
      const measured = (this.#sentInRound * 1000) / (nowMs - this.#roundStartMs)
      this.#startRound(round, nowMs)
      this.#decide(measured)
    }
    return this.#rate
  }

  #startRound(round: number, nowMs: number): void {
    this.#round = round
    this.#roundStartMs = nowMs
    this.#sentInRound = 0
  }

  #decide(measured: number): void {
    if (this.#phase === 'trial') {
      this.#judge()
      return
    }
    const known = this.#round - this.#lag
    // Losses that are not known yet make the newest rounds look better than they were: trouble there is trouble.
    const news = this.#troubled(this.#sum(known, this.#round))
    // The sum is written in place, so one is used up before the next is made.
    const evidence = this.#sum(known - 3 * this.#lag, known)
    if (news || this.#troubled(evidence)) {
      this.#beginTrial(measured)
      return
    }
    this.#learn(evidence)
    this.#increase(measured)
  }

  #sum(first: number, end: number): Evidence {
    return this.#ring.sum(Math.max(first, this.#first), end, this.#now)
  }

  #troubled(evidence: Evidence): boolean {
    return evidence.samples >= enoughSamples && (this.#lossGrew(evidence) || this.#rttGrew(evidence))
  }

  #lossGrew(evidence: Evidence): boolean {
    const expected = Math.min(0.5, Math.max(0.02, this.#baseLoss))
    const chance = 2 * Math.sqrt((expected * (1 - expected)) / evidence.samples)
    return evidence.loss > this.#baseLoss + lossMargin + chance
  }

  #rttGrew(evidence: Evidence): boolean {
    return evidence.answered > 0 && evidence.rttMs > 2 * this.#baseRttMs + rttMarginMs
  }

  /** What the path was like without trouble. The best of it is the baseline. */
  #learn(evidence: Evidence): void {
    if (evidence.samples < enoughSamples) return
    this.#baseLoss = Math.min(this.#baseLoss, evidence.loss)
    if (evidence.answered > 0) this.#baseRttMs = Math.min(this.#baseRttMs, evidence.rttMs)
  }

  /** Only a rate that was made use of has shown that it can be carried (as RFC 7661 for TCP). */
  #increase(measured: number): void {
    if (measured < this.#rate / 2) return
    if (this.#phase === 'climb') {
      this.#setRate(this.#rate + (this.#ceiling / climbSeconds) * (roundMs / 1000))
    } else if (this.#round - this.#changed > this.#lag) {
      this.#setRate(this.#rate * 2)
      this.#changed = this.#round
    }
  }

  #beginTrial(measured: number): void {
    if (this.#phase !== 'trial') this.#phaseBefore = this.#phase
    this.#rateBefore = this.#rate
    this.#setRate(Math.min(this.#rate, measured) / 2)
    this.#phase = 'trial'
    this.#changed = this.#round
  }

  /** Compares the rounds before and after the rate was halved, when the fate of both is known. */
  #judge(): void {
    const end = this.#round - this.#lag
    if (end < this.#changed + this.#lag) return
    const before = this.#ring.sum(this.#changed - this.#lag, this.#changed, this.#before)
    const now = this.#ring.sum(this.#changed + 1, end, this.#now)
    const lateForMore = this.#round - this.#changed > 3 * this.#lag
    if (now.samples < enoughSamples && !lateForMore) return
    if (now.samples >= enoughSamples && !this.#improved(before, now)) {
      this.#baseLoss = Math.max(this.#baseLoss, now.loss)
      this.#baseRttMs = Math.max(this.#baseRttMs === Infinity ? 0 : this.#baseRttMs, now.rttMs)
      this.#setRate(this.#rateBefore)
      this.#first = this.#round
      this.#changed = this.#round
      this.#phase = this.#phaseBefore
    } else {
      this.#first = this.#changed + 1
      this.#phase = 'climb'
    }
  }

  /** Did slowing down help? Under overload up to twice as many survive at half the rate, and a queue drains. */
  #improved(before: Evidence, now: Evidence): boolean {
    if (this.#lossGrew(before)) {
      if (now.loss - this.#baseLoss < (before.loss - this.#baseLoss) / 2) return true
      if (1 - now.loss > 1.25 * (1 - before.loss)) return true
    }
    return this.#rttGrew(before) && now.rttMs - this.#baseRttMs < 0.6 * (before.rttMs - this.#baseRttMs)
  }

  #setRate(rate: number): void {
    this.#rate = Math.min(this.#ceiling, Math.max(this.#ceiling / floorDivisor, rate))
  }
}
