/** What became of the probes of one stretch of time, as far as their endpoints are known to answer. */
export class Evidence {
  /** Number of the round that it belongs to; -1 for a sum. */
  round = -1
  answered = 0
  lost = 0
  rttSumMs = 0

  clear(round = -1): void {
    this.round = round
    this.answered = 0
    this.lost = 0
    this.rttSumMs = 0
  }

  add(other: Evidence): void {
    this.answered += other.answered
    this.lost += other.lost
    this.rttSumMs += other.rttSumMs
  }

  get samples(): number {
    return this.answered + this.lost
  }

  /** 0 to 1. */
  get loss(): number {
    return this.lost / Math.max(1, this.samples)
  }

  get rttMs(): number {
    return this.rttSumMs / Math.max(1, this.answered)
  }
}

/**
 * Evidence by the round in which a probe was sent, for the last `rounds` rounds. A probe counts where it was sent, not
 * where its fate became known: answers come at once and losses much later, so anything else would see loss where the
 * rate just changed.
 */
export class EvidenceRing {
  readonly #ring: readonly Evidence[]
  readonly #roundMs: number

  constructor(rounds: number, roundMs: number) {
    this.#ring = Array.from({ length: rounds }, () => new Evidence())
    this.#roundMs = roundMs
  }

  get rounds(): number {
    return this.#ring.length
  }

  roundOf(ms: number): number {
    return Math.floor(ms / this.#roundMs)
  }

  /** The round's evidence to add to, or undefined when it is too long ago. */
  at(sentMs: number): Evidence | undefined {
    const round = this.roundOf(sentMs)
    const evidence = this.#ring[round % this.#ring.length]
    if (evidence === undefined || round < evidence.round) return undefined
    if (round > evidence.round) evidence.clear(round)
    return evidence
  }

  /** Sums the rounds from `first` up to, not including, `end` into `sum`, and returns it. */
  sum(first: number, end: number, sum: Evidence): Evidence {
    sum.clear()
    for (const evidence of this.#ring) if (evidence.round >= first && evidence.round < end) sum.add(evidence)
    return sum
  }
}
