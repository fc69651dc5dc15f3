import { startChild } from '../../confined/start-child.ts'

/** A scanner that has been started in a process of its own. */
export interface StartedScanner {
  readonly pid: number
  /** Descriptors of this end: what is said, and what is handed over. */
  readonly stream: number
  readonly grants: number
  readonly notes: readonly string[]
}

/** Null when it cannot be executed. @throws SystemCallError; Error when a file cannot be opened */
export function startScannerProcess(code: URL): StartedScanner | null {
  const started = startChild({ name: 'the scanner', code, channels: ['stream', 'messages'] })
  if (started === null) return null
  const { pid, channels, notes } = started
  return { pid, stream: channels[0]!, grants: channels[1]!, notes }
}
