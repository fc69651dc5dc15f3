/** Shut while anybody keeps it so; whoever wants to pass waits until then. */
export class Latch {
  #keepers = 0
  readonly #waiting: (() => void)[] = []

  /** Shuts it. Gives what lets go of it, once, however often it is called. */
  keep(): () => void {
    this.#keepers++
    let isKept = true
    return () => {
      if (!isKept) return
      isKept = false
      if (--this.#keepers === 0) for (const pass of this.#waiting.splice(0)) pass()
    }
  }

  async passed(): Promise<void> {
    if (this.#keepers > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
