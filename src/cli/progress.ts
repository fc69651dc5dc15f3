import type { Progress } from '../probe/engine.ts'

export interface ProgressLine {
  update(progress: Progress): void
  /** Takes the line away, so that results can be printed. */
  stop(): void
}

const silent: ProgressLine = { update: () => {}, stop: () => {} }

/** A scan that takes less than this shows no progress at all. */
const quietMs = 1_000

/** Live progress on a terminal: rate, done, found, time left. Silent when standard error is piped. */
export function progressLine(what: string): ProgressLine {
  if (!process.stderr.isTTY) return silent
  const startedAt = Date.now()
  let bar: import('cli-progress').SingleBar | null = null
  let starting = false
  let stopped = false
  let latest: Progress | null = null

  const start = async (total: number): Promise<void> => {
    starting = true
    const { default: cliProgress } = await import('cli-progress')
    if (stopped) return
    bar = new cliProgress.SingleBar({
      format: `${what} {bar} {percentage}% | {done}/{total} | {open} open | {rate}/s | {eta_formatted} left`,
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
      fps: 5,
      etaBuffer: 50,
    })
    bar.start(total, 0, payload(latest))
  }

  const payload = (progress: Progress | null): Record<string, string> => {
    const seconds = Math.max((Date.now() - startedAt) / 1000, 0.001)
    return {
      done: (progress?.done ?? 0).toLocaleString('en'),
      open: (progress?.open ?? 0).toLocaleString('en'),
      rate: Math.round((progress?.sent ?? 0) / seconds).toLocaleString('en'),
    }
  }

  return {
    update(progress) {
      latest = progress
      if (bar) bar.update(progress.done, payload(progress))
      else if (!starting && Date.now() - startedAt > quietMs) void start(progress.total)
    },
    stop() {
      stopped = true
      bar?.stop()
    },
  }
}
