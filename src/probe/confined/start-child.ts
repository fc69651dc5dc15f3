import { openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { closeAll, socketPair } from '../../libc/descriptor-passing.ts'
import { gainNoNewRights, handDownNoCapabilities } from '../../libc/process-rights.ts'
import type { StartedChild } from './child-session.ts'
import { spawnByThread } from './spawn-by-thread.ts'
import { type ChildFiles, spawnChild } from './spawn-child.ts'
import { scannerUser } from './target-user.ts'

/**
 * Starts the scanner in a process of its own that has no rights, and gets none: no capabilities, NO_NEW_PRIVS, no groups and another user
 * when this one is root, nothing of the environment, no terminal. Null when it cannot be executed.
 *
 * All of that has to be so before the program begins, for V8 and libuv have threads by the time that its first line runs, and each thread
 * has rights of its own. A process inherits those of the thread that starts it.
 *
 * Its code and koffi's native part go in as open descriptors: they may lie in a home that is closed to others.
 * @param code the scanner in one file
 * @throws SystemCallError; Error when a file cannot be opened
 */
export function startChild(code: URL): StartedChild | null {
  const ours: number[] = []
  const theirs: number[] = []
  let started: StartedChild | null = null
  try {
    started = start(code, ours, theirs)
    return started
  } finally {
    closeAll(theirs)
    if (started === null) closeAll(ours)
  }
}

/** What it opens it adds to `ours`, or to `theirs`. */
function start(code: URL, ours: number[], theirs: number[]): StartedChild | null {
  const put = (list: number[], descriptor: number) => {
    list.push(descriptor)
    return descriptor
  }
  const pair = (kind: 'stream' | 'messages') => {
    const [here, there] = socketPair(kind)
    return [put(ours, here), put(theirs, there)] as const
  }
  const [stream, itsStream] = pair('stream')
  const [grants, itsGrants] = pair('messages')
  const files = {
    code: put(theirs, openSync(code, 'r')),
    koffi: put(theirs, openSync(nativePart(), 'r')),
    stream: itsStream,
    grants: itsGrants,
  }
  const isRoot = process.geteuid?.() === 0
  const other = isRoot ? spawnAsOther(files) : null
  const pid = other ?? spawnByThread(files)
  return pid === null ? null : { pid, stream, grants, notes: isRoot && other === null ? [stillRoot()] : [] }
}

function stillRoot(): string {
  return `the scanner ran as root, though without its capabilities: nobody else can execute ${process.execPath} here`
}

/** Its capabilities go as it stops being root. NO_NEW_PRIVS stays with this thread, which costs it nothing but set-uid programs. */
function spawnAsOther(files: ChildFiles): number | null {
  gainNoNewRights()
  handDownNoCapabilities()
  const child = spawnChild(files, scannerUser())
  // It must not keep this process alive.
  child?.unref()
  return child?.pid ?? null
}

/** The file that koffi has loaded: it knows which of its builds fits this C library. */
function nativePart(): string {
  const { cache } = createRequire(import.meta.url)
  const path = Object.keys(cache).find((file) => file.endsWith('koffi.node'))
  if (path === undefined) throw new Error('koffi is not loaded')
  return path
}
