import type { JobControl } from '../../confined/job-control.ts'
import { WorkerSession } from '../crew/worker-session.ts'
import type { Session } from '../raw/channel.ts'
import { ChildSession } from './child-session.ts'
import { type StartedScanner, startScannerProcess } from './scanner-process.ts'

/**
 * Starts scanners in processes without rights, or, where that cannot be, in threads of this one; a note says so. The first may have been
 * started `ahead`.
 */
export function scannerStarter(jobControl: JobControl, ahead: StartedScanner | null): () => Session {
  let waiting = ahead
  return () => {
    const started = waiting ?? startScannerProcess()
    waiting = null
    if (typeof started === 'string') {
      const notes = [`the scanner kept the rights of this process: ${started}`]
      return new WorkerSession('probe/raw/worker', { notes, closesLast: true })
    }
    const session = new ChildSession(started)
    jobControl.add(session)
    return session
  }
}
