/** Calls, once, when a time is up that does not run while it is stopped. */
export class Countdown {
  readonly #onEnd: () => void
  #restMs: number
  #timer: NodeJS.Timeout | null = null
  #runsSince = 0
  #isOver = false

  constructor(milliseconds: number, onEnd: () => void) {
    this.#restMs = milliseconds
    this.#onEnd = onEnd
  }

  run(): void {
    if (this.#timer !== null || this.#isOver) return
    this.#runsSince = performance.now()
    this.#timer = setTimeout(() => this.#end(), this.#restMs)
  }

  stop(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#restMs = Math.max(0, this.#restMs - (performance.now() - this.#runsSince))
  }

  #end(): void {
    this.#isOver = true
    this.#onEnd()
  }
}
