import { readdirSync, readFileSync } from 'node:fs'
import { openFileLimit, setOpenFileLimit } from '../../libc/rlimit.ts'

/** Descriptors left alone for everything that is not a probe: files, pipes, libraries, the inside view, other threads. */
const mostLeftAlone = 32
const leftAlone = (limit: number) => Math.min(mostLeftAlone, limit >>> 3)

/**
 * How many sockets may be open at once: raises the limit of open files as far as it is needed and allowed (the hard limit
 * too, when privileged, within fs.nr_open) and stays under it.
 */
export function roomForSockets(wanted: number): { readonly sockets: number; readonly note: string | null } {
  const taken = openNow()
  const before = openFileLimit()
  const need = wanted + taken + mostLeftAlone
  if (before.soft < need) raise(need, before.hard)
  const { soft } = openFileLimit()
  const sockets = Math.max(1, Math.min(wanted, soft - taken - leftAlone(soft)))
  const note =
    sockets < wanted
      ? `at most ${sockets} connections at once: this process may open ${soft} files (raise it with ulimit -n ${need})`
      : null
  return { sockets, note }
}

function raise(need: number, hard: number): void {
  const most = Math.min(need, mostPerProcess())
  const raisedBoth = most > hard && setOpenFileLimit({ soft: most, hard: most })
  if (!raisedBoth) setOpenFileLimit({ soft: Math.min(need, hard), hard })
}

/** fs.nr_open (proc(5)): beyond it not even root goes. */
function mostPerProcess(): number {
  return Number(readFileSync('/proc/sys/fs/nr_open', 'utf8')) || 1024 * 1024
}

function openNow(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 64
  }
}
