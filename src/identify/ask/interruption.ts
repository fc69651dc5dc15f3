/** What breaks off whatever waits. An AbortSignal is one. */
export interface Interruptible {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * An AbortSignal for thousands of listeners at once: its own are a list that is walked through by each that comes or goes (Node 20,
 * lib/internal/event_target.js).
 */
export class Interruption implements Interruptible {
  readonly #signal: AbortSignal
  readonly #listeners = new Set<() => void>()

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => {
      for (const listener of this.#listeners) listener()
    })
  }

  get aborted(): boolean {
    return this.#signal.aborted
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }
}
