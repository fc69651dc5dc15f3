/** Errors that pass: short of memory, files, ports or buffers (errno(3)), or the local port that was being probed. */
const passing: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
  'EADDRNOTAVAIL',
  'EADDRINUSE',
  'EINTR',
  'ECONNABORTED',
])
/** How often one endpoint may meet such an error. */
const mostFailures = 8
const firstPauseMs = 10
const longestPauseMs = 1000
/** After so many pauses without a single success in between (about 8 s) waiting has no point. */
const mostPauses = 14

/** Failures of our own. They are never a state of the endpoint: they are retried after a pause, and then counted by cause. */
export class OwnFailures {
  readonly causes: Record<string, number> = {}
  pausedUntil = 0
  #pauses = 0

  /** Whether the endpoint is worth another try after so many failures; if so, nothing should start before `pausedUntil`. */
  retry(name: string, failures: number, nowMs: number): boolean {
    if (!passing.has(name) || failures >= mostFailures || this.#pauses >= mostPauses) return false
    // Met the local port that it probed: another one is taken next time.
    if (name === 'EADDRINUSE') return true
    if (nowMs >= this.pausedUntil) {
      this.pausedUntil = nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** this.#pauses)
      this.#pauses += 1
    }
    return true
  }

  /** Nothing should start before that time. */
  pause(untilMs: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, untilMs)
  }

  worked(): void {
    this.#pauses = 0
  }

  /** Endpoints given up. */
  get total(): number {
    return Object.values(this.causes).reduce((sum, count) => sum + count, 0)
  }

  giveUp(cause: string, count = 1): void {
    if (count <= 0) return
    this.causes[cause] = (this.causes[cause] ?? 0) + count
  }
}
