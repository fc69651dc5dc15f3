import type { SingleBar } from 'cli-progress'
import type { Progress } from '../probe/engine.ts'

type CliProgress = typeof import('cli-progress')

export interface ProgressLine {
  /** Takes the line away, so that results can be printed. */
  stop(): void
}

/** Work that takes less than this shows no progress at all. */
const quietMs = 1_000
const everyMs = 200

/** Live progress on a terminal: rate, done, found, time left. Silent when standard error is piped. */
export function progressLine(what: string, read: () => Progress | null): ProgressLine {
  if (!process.stderr.isTTY) return { stop: () => {} }
  const startedAt = performance.now()
  let library: CliProgress | 'loading' | null = null
  let bar: SingleBar | null = null
  let askingSince: number | null = null

  // Nothing waits in here: what an await came back to after stop() would draw into the results.
  const show = (): void => {
    const progress = read()
    const elapsedMs = performance.now() - startedAt
    if (progress === null || elapsedMs < quietMs) return
    if (library === null) {
      library = 'loading'
      void import('cli-progress').then((loaded) => {
        library = loaded.default
      })
    }
    if (library === 'loading') return
    bar ??= openBar(library, what, progress.total)
    // All are probed, and some still wait to be asked what they are: the bar is theirs.
    const { asking } = progress
    if (asking && progress.done >= progress.total && asking.answered < asking.asked) {
      askingSince ??= performance.now()
      bar.setTotal(asking.asked)
      const services = { done: asking.answered, total: asking.asked, sent: asking.answered, open: progress.open }
      bar.update(asking.answered, { ...words(services, performance.now() - askingSince), what: 'services' })
    } else bar.update(progress.done, words(progress, elapsedMs))
  }

  const timer = setInterval(show, everyMs)
  return {
    stop() {
      clearInterval(timer)
      bar?.stop()
    },
  }
}

function openBar({ SingleBar }: CliProgress, what: string, total: number): SingleBar {
  const format = `{what} {bar} {percentage}% | {done} of {of} | {open} open | {rate}/s | {left} left`
  const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true, stream: process.stderr })
  bar.start(total, 0, { ...words({ done: 0, total, sent: 0, open: 0 }, 0), what })
  return bar
}

/** What stands beside the bar. The time left is that of the rest at the pace so far. */
export function words({ done, total, sent, open }: Progress, elapsedMs: number): Record<string, string> {
  const leftMs = done === 0 ? Number.NaN : (elapsedMs * (total - done)) / done
  return {
    done: done.toLocaleString('en'),
    of: total.toLocaleString('en'),
    open: open.toLocaleString('en'),
    rate: Math.round(sent / Math.max(elapsedMs / 1000, 0.001)).toLocaleString('en'),
    left: Number.isFinite(leftMs) ? span(leftMs) : '?',
  }
}

/** `9s`, `1m 04s`, `2h 05m`: the two largest units. */
function span(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`
  return `${Math.floor(minutes / 60).toLocaleString('en')}h ${String(minutes % 60).padStart(2, '0')}m`
}
