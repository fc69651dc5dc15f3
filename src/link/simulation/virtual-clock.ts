/** Time that goes on only when somebody says so. Milliseconds. */
export class VirtualClock {
  #now = 0

  readonly now = (): number => this.#now

  advance(ms: number): void {
    this.#now += ms
  }

  /** Goes on to a time; one that is over changes nothing. */
  advanceTo(ms: number): void {
    if (ms > this.#now) this.#now = ms
  }
}
