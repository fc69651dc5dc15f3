import { JobControl } from '../../confined/job-control.ts'
import { codeFile } from '../../lib/worker-thread.ts'
import { WorkerSession } from '../crew/worker-session.ts'
import type { Session } from '../raw/channel.ts'
import { ChildSession } from './child-session.ts'
import { type StartedScanner, startScannerProcess } from './scanner-process.ts'

/**
 * Starts scanners in processes without rights, or, where that cannot be, in threads of this one; a note says so. The first may have been
 * started `ahead`.
 */
export function scannerStarter(ahead: StartedScanner | null): () => Session {
  const jobControl = new JobControl()
  let waiting = ahead
  return () => {
    const started = waiting === null ? tryToStart() : new ChildSession(waiting)
    waiting = null
    if (typeof started === 'string') {
      const notes = [`the scanner kept the rights of this process: ${started}`]
      return new WorkerSession('probe/raw/worker', { notes, closesLast: true })
    }
    jobControl.add(started)
    return started
  }
}

/** Or why not. */
function tryToStart(): ChildSession | string {
  const code = codeFile('probe/confined/child.cjs')
  if (code === null) return 'it runs from its source'
  try {
    const child = startScannerProcess(code)
    return child === null ? `${process.execPath} could not be started` : new ChildSession(child)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return `it could not be started without them (${error.message})`
  }
}
