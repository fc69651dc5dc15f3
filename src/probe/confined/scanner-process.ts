import { startChild } from '../../confined/start-child.ts'

/** A scanner that has been started in a process of its own. */
export interface StartedScanner {
  readonly pid: number
  /** Descriptors of this end: what is said, and what is handed over. */
  readonly stream: number
  readonly grants: number
  readonly notes: readonly string[]
}

/** Or says why it cannot be. */
export function startScannerProcess(): StartedScanner | string {
  const started = startChild({
    name: 'the scanner',
    code: 'probe/confined/child.cjs',
    channels: ['stream', 'messages'],
  })
  if (typeof started === 'string') return started
  const { pid, channels, notes } = started
  return { pid, stream: channels[0]!, grants: channels[1]!, notes }
}
