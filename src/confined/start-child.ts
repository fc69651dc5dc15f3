import { openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { codeFile } from '../lib/worker-thread.ts'
import { closeAll, socketPair } from '../libc/descriptor-passing.ts'
import { gainNoNewRights, handDownNoCapabilities } from '../libc/process-rights.ts'
import { spawnByThread } from './spawn-by-thread.ts'
import { type ChildFiles, spawnChild } from './spawn-child.ts'
import { otherUser } from './target-user.ts'

/** What is to run in a process of its own. */
export interface ChildProgram {
  /** As notes call it. */
  readonly name: string
  /** All of it in one file, by its path below dist. */
  readonly code: string
  /** What is said between it and this process: a stream of bytes, or messages that may hand over descriptors. */
  readonly channels: readonly ('stream' | 'messages')[]
}

export interface StartedChild {
  readonly pid: number
  /** Descriptors of this end of each channel. */
  readonly channels: readonly number[]
  readonly notes: readonly string[]
}

/**
 * Starts a program in a process of its own that has no rights, and gets none: no capabilities, NO_NEW_PRIVS, no groups and another user
 * when this one is root, nothing of the environment, no terminal. Or says why it cannot.
 *
 * All of that has to be so before the program begins, for V8 and libuv have threads by the time that its first line runs, and each thread
 * has rights of its own. A process inherits those of the thread that starts it.
 *
 * Its code and koffi's native part go in as open descriptors: they may lie in a home that is closed to others.
 */
export function startChild(program: ChildProgram): StartedChild | string {
  const code = codeFile(program.code)
  if (code === null) return 'it runs from its source'
  const ours: number[] = []
  const theirs: number[] = []
  let started: StartedChild | null = null
  try {
    started = start(program, code, ours, theirs)
    return started ?? `${process.execPath} could not be started`
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return `it could not be started without them (${error.message})`
  } finally {
    closeAll(theirs)
    if (started === null) closeAll(ours)
  }
}

/** What it opens it adds to `ours`, or to `theirs`. */
function start({ name, channels }: ChildProgram, code: URL, ours: number[], theirs: number[]): StartedChild | null {
  const put = (list: number[], descriptor: number) => {
    list.push(descriptor)
    return descriptor
  }
  const itsEndOf = (kind: 'stream' | 'messages') => {
    const [here, there] = socketPair(kind)
    put(ours, here)
    return put(theirs, there)
  }
  const files = {
    code: put(theirs, openSync(code, 'r')),
    koffi: put(theirs, openSync(nativePart(), 'r')),
    channels: channels.map(itsEndOf),
  }
  const isRoot = process.geteuid?.() === 0
  const other = isRoot ? spawnAsOther(files) : null
  const pid = other ?? spawnByThread(files)
  return pid === null ? null : { pid, channels: ours, notes: isRoot && other === null ? [stillRoot(name)] : [] }
}

function stillRoot(name: string): string {
  return `${name} ran as root, though without its capabilities: nobody else can execute ${process.execPath} here`
}

/** Its capabilities go as it stops being root. NO_NEW_PRIVS stays with this thread, which costs it nothing but set-uid programs. */
function spawnAsOther(files: ChildFiles): number | null {
  gainNoNewRights()
  handDownNoCapabilities()
  const child = spawnChild(files, otherUser())
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
