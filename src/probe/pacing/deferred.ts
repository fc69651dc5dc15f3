import { type Attempt, newAttempt } from '../attempt.ts'

/** Attempts set aside at most. */
const most = 64

/** Attempts whose host's turn (or the turn of all hosts together) has not come yet. */
export class Deferred {
  readonly #items: { attempt: Attempt; readyAt: number }[] = []

  get count(): number {
    return this.#items.length
  }

  get full(): boolean {
    return this.#items.length >= most
  }

  /** When the first of them is ready; Infinity when there is none. */
  get readyAt(): number {
    let earliest = Infinity
    for (const { readyAt } of this.#items) earliest = Math.min(earliest, readyAt)
    return earliest
  }

  /** Positions of those that are set aside. */
  get positions(): number[] {
    return this.#items.map(({ attempt }) => attempt.position)
  }

  /** Keeps a copy of the attempt. */
  add(attempt: Attempt, readyAt: number): void {
    this.#items.push({ attempt: Object.assign(newAttempt(), attempt), readyAt })
  }

  /** Offers those that are ready, in order; `launch` gives 0 when it took one, else for how many ms to wait. */
  offer(now: number, launch: (attempt: Attempt) => number): void {
    let kept = 0
    for (const item of this.#items) {
      if (item.readyAt <= now) {
        const waitMs = launch(item.attempt)
        if (waitMs === 0) continue
        item.readyAt = now + waitMs
      }
      this.#items[kept++] = item
    }
    this.#items.length = kept
  }
}
