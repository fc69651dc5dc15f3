/** When so many wait to be taken, who pushes is asked to wait. */
const crowded = 16_384

/** Batches that several tasks push and one reader takes, in the order in which they came. */
export class MergedBatches<T> implements AsyncIterable<readonly T[]> {
  #items: T[] = []
  #ended = false
  #failure: { readonly error: unknown } | null = null
  #left = false
  #wake: (() => void) | null = null
  readonly #waiting: (() => void)[] = []

  /** Whether the reader has gone: nobody takes what is pushed. */
  get isLeft(): boolean {
    return this.#left
  }

  push(items: readonly T[]): void {
    if (items.length === 0 || this.#left) return
    for (const item of items) this.#items.push(item)
    this.#wake?.()
  }

  /** Until the reader has taken what waits, when that is much. */
  async room(): Promise<void> {
    while (this.#items.length >= crowded && !this.#left)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The reader gets what was pushed before, then the error. */
  fail(error: unknown): void {
    this.#failure ??= { error }
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly T[]> {
    try {
      for (;;) {
        const items = this.#items
        this.#items = []
        this.#goOn()
        if (items.length > 0) yield items
        else if (this.#ended) break
        else await this.#pushed()
      }
      if (this.#failure !== null) throw this.#failure.error
    } finally {
      this.#left = true
      this.#goOn()
    }
  }

  #goOn(): void {
    for (const go of this.#waiting.splice(0)) go()
  }

  #pushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
