/** Smoothed round trip and its variation, as TCP keeps them: RFC 6298 §2. Milliseconds. */
export class RoundTrip {
  samples = 0
  #smoothed = 0
  #variation = 0

  add(rttMs: number): void {
    if (this.samples === 0) {
      this.#smoothed = rttMs
      this.#variation = rttMs / 2
    } else {
      this.#variation += (Math.abs(this.#smoothed - rttMs) - this.#variation) / 4
      this.#smoothed += (rttMs - this.#smoothed) / 8
    }
    this.samples += 1
  }

  /** How long one takes; 0 while nothing is known. */
  get smoothedMs(): number {
    return this.#smoothed
  }

  /** After how long an answer is not to be expected any more. */
  get timeoutMs(): number {
    return this.#smoothed + 4 * this.#variation
  }
}
