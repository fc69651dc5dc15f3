/** How many open ports a scan may be expected to miss, at most. */
const acceptedMisses = 0.01
/** However lossy the path is, an endpoint is asked no more often than this. */
const mostAttempts = 8

/** Measures loss by the answers that came only at a later attempt, and says how many attempts silence deserves. */
export class Loss {
  #answers = 0
  #lost = 0
  #open = 0

  /** An endpoint answered after so many attempts in vain. */
  answered(inVain: number, open: boolean): void {
    this.#answers += 1
    this.#lost += inVain
    if (open) this.#open += 1
  }

  /** Share of attempts that got lost, of those to endpoints that answer. */
  get rate(): number {
    return this.#answers === 0 ? 0 : this.#lost / (this.#answers + this.#lost)
  }

  /**
   * Attempts that a silent endpoint deserves, at least `base`: with loss p an open port that n attempts found has
   * p^n / (1 - p^n) sisters that they missed.
   */
  attempts(base: number): number {
    const open = Math.max(1, this.#open)
    let attempts = base
    while (attempts < mostAttempts && open * odds(this.rate ** attempts) > acceptedMisses) attempts++
    return attempts
  }
}

function odds(probability: number): number {
  return probability >= 1 ? Infinity : probability / (1 - probability)
}
