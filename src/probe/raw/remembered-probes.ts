/** Probes remembered at most: those of a second at 50,000 a second. */
const capacity = 65_536
/** In the place of an attempt: its window is over, and nobody needs to look whether it was answered. */
const certain = 0x80

/**
 * Probes that routers with a connection table still remember, oldest first. An unanswered SYN stays in such a table for two minutes
 * (Linux: nf_conntrack_tcp_timeout_syn_sent), and a home router's is full with 4,096; an RST takes it out at once
 * (net/netfilter/nf_conntrack_proto_tcp.c: a connection that never had a reply ends with the first RST of either side).
 */
export class RememberedProbes {
  readonly #positions = new Float64Array(capacity)
  readonly #sentAt = new Float64Array(capacity)
  readonly #attempts = new Uint8Array(capacity)
  #head = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** When more wait than can be remembered the oldest is let go: routers forget it in their own time. */
  sent(position: number, attempt: number, nowMs: number): void {
    if (this.#count === capacity) this.drop()
    const i = this.#at(this.#count)
    this.#positions[i] = position
    this.#sentAt[i] = nowMs
    this.#attempts[i] = attempt
    this.#count += 1
  }

  /** The oldest: there must be one, as for all that follows. */
  get position(): number {
    return this.#positions[this.#head]!
  }

  get attempt(): number {
    return this.#attempts[this.#head]! & ~certain
  }

  get sentAt(): number {
    return this.#sentAt[this.#head]!
  }

  /** Whether it is known to have stayed silent, with no need to look. */
  get isCertain(): boolean {
    return (this.#attempts[this.#head]! & certain) !== 0
  }

  drop(): void {
    this.#head = this.#at(1)
    this.#count -= 1
  }

  /** A window is about to end: who is silent now, as `isSilent` says of its positions, is so for good. */
  settle(isSilent: (position: number) => boolean): void {
    for (let n = 0; n < this.#count; n++) {
      const i = this.#at(n)
      if (isSilent(this.#positions[i]!)) this.#attempts[i]! |= certain
    }
  }

  /** Lets go of those that have been answered: all that are neither silent for good, nor now, as `isSilent` says. */
  sweep(isSilent: (position: number) => boolean): void {
    let kept = 0
    for (let n = 0; n < this.#count; n++) {
      const from = this.#at(n)
      const attempt = this.#attempts[from]!
      const position = this.#positions[from]!
      if ((attempt & certain) === 0 && !isSilent(position)) continue
      const to = this.#at(kept++)
      this.#positions[to] = position
      this.#sentAt[to] = this.#sentAt[from]!
      this.#attempts[to] = attempt
    }
    this.#count = kept
  }

  #at(n: number): number {
    return (this.#head + n) % capacity
  }
}
