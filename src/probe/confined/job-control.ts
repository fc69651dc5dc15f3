import type { ChildSession } from './child-session.ts'

/**
 * Ctrl-Z, which reaches only this process, for the scanners are in sessions of their own: they pause while it is stopped. They are told, not
 * stopped: a scanner that waits for a word ends when this process does.
 */
export class JobControl {
  #sessions: readonly ChildSession[] = []
  #listens = false

  add(session: ChildSession): void {
    if (!this.#listens) this.#listen()
    this.#sessions = [...this.#sessions.filter(({ gone }) => !gone), session]
  }

  #listen(): void {
    this.#listens = true
    process.on('SIGTSTP', () => {
      for (const session of this.#sessions) session.pause()
      // Who handles SIGTSTP is not stopped by it.
      process.kill(process.pid, 'SIGSTOP')
    })
    process.on('SIGCONT', () => {
      for (const session of this.#sessions) session.goOn()
    })
  }
}
