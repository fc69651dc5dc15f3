/** Lets at most so many in at once; the others wait in the order in which they came. */
export class Gate {
  #free: number
  #isHeld = false
  readonly #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#free = most
  }

  async enter(): Promise<void> {
    if (this.#free > 0 && !this.#isHeld) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  leave(): void {
    this.#free++
    this.#admit()
  }

  /** Lets nobody in until `release`. */
  hold(): void {
    this.#isHeld = true
  }

  release(): void {
    this.#isHeld = false
    this.#admit()
  }

  #admit(): void {
    while (this.#free > 0 && !this.#isHeld) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#free--
      next()
    }
  }
}
