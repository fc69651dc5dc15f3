/** Something of this machine that throws packets away without telling the socket that sent them. */
export interface DropCounter {
  /** The error that the socket should have been given. */
  readonly errno: string
  /** What a person should know. */
  readonly note: string
  /** How many it has thrown away since whenever. */
  read(): number
}

/** No timeout is shorter than this, so a loss is known before the silence that it causes. */
const lookEveryMs = 50
/** The tables get room again as entries age (neighbours 5 s, neigh_forced_gc): waiting is worth this much, and no more. */
const pauseMs = 1000
const mostPauses = 60
/** After a loss we go carefully for as long as this. */
const carefulMs = 10_000

/** Notices when this machine throws our own probes away: silence that follows says nothing about the endpoint. */
export class OwnDrops {
  readonly #counters: readonly DropCounter[]
  readonly #counts: number[]
  readonly #grewAt: number[]
  #lookedAt: number
  #pauses = 0

  constructor(counters: readonly DropCounter[], nowMs: number) {
    this.#counters = counters
    this.#counts = counters.map((counter) => counter.read())
    this.#grewAt = counters.map(() => -Infinity)
    this.#lookedAt = nowMs
  }

  /** Looks at the counters, every 50 ms or, after a loss, at each call. Gives for how many ms nothing should start. */
  look(nowMs: number): number {
    if (this.#counters.length === 0) return 0
    if (nowMs - this.#lookedAt < lookEveryMs && !this.careful(nowMs)) return 0
    this.#lookedAt = nowMs
    let grew = false
    for (const [i, counter] of this.#counters.entries()) {
      const count = counter.read()
      if (count === this.#counts[i]) continue
      this.#counts[i] = count
      this.#grewAt[i] = nowMs
      grew = true
    }
    if (!grew || this.hopeless) return 0
    this.#pauses += 1
    return pauseMs
  }

  /** Whether a loss was not long ago, so that only a few probes should start at once. */
  careful(nowMs: number): boolean {
    return nowMs - Math.max(...this.#grewAt) < carefulMs
  }

  /** Whether waiting has not helped. */
  get hopeless(): boolean {
    return this.#pauses >= mostPauses
  }

  /** The error that a probe sent at that time may have met; null when nothing was lost since. */
  since(sentMs: number): string | null {
    const found = this.#grewAt.findIndex((grewAt) => grewAt >= sentMs)
    return this.#counters[found]?.errno ?? null
  }

  notes(): string[] {
    return this.#counters.filter((_, i) => this.#grewAt[i] !== -Infinity).map(({ note }) => note)
  }
}
