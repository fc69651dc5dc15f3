/** What goes on in a process of its own. */
interface Pausable {
  /** Whether it has ended. */
  readonly gone: boolean
  pause(): void
  goOn(): void
}

/**
 * Ctrl-Z, which reaches only this process, for the others are in sessions of their own: they pause while it is stopped. They are told, not
 * stopped: who waits for a word ends when this process does.
 */
export class JobControl {
  #others: readonly Pausable[] = []
  #listens = false

  add(other: Pausable): void {
    if (!this.#listens) this.#listen()
    this.#others = [...this.#others.filter(({ gone }) => !gone), other]
  }

  #listen(): void {
    this.#listens = true
    process.on('SIGTSTP', () => {
      for (const other of this.#others) other.pause()
      // Who handles SIGTSTP is not stopped by it.
      process.kill(process.pid, 'SIGSTOP')
    })
    process.on('SIGCONT', () => {
      for (const other of this.#others) other.goOn()
    })
  }
}
