import { codeFile } from '../../lib/worker-thread.ts'
import { SystemCallError } from '../../libc/library.ts'
import { WorkerSession } from '../crew/worker-session.ts'
import type { Session } from '../raw/engine.ts'
import { ChildSession } from './child-session.ts'
import { startChild } from './start-child.ts'

/** Starts the scanner in a process without rights, or, where that cannot be, in a thread of this one; a note says so. */
export function startScanner(): Session {
  const started = tryToStart()
  if (typeof started !== 'string') return started
  return new WorkerSession('probe/raw/worker', [`the scanner kept the rights of this process: ${started}`])
}

/** Or why not. */
function tryToStart(): Session | string {
  const code = codeFile('probe/confined/child.cjs')
  if (code === null) return 'it runs from its source'
  try {
    const child = startChild(code)
    return child === null ? `${process.execPath} cannot be executed` : new ChildSession(child)
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error
    return `it could not give them up (${error.message})`
  }
}
