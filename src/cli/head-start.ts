import type { StartedScanner } from '../probe/confined/scanner-process.ts'
import { startScannerProcess } from '../probe/confined/scanner-process.ts'
import { missingForRaw } from '../probe/raw/capabilities.ts'

/**
 * Starts the scanner's process before the command is loaded that will want it: each takes a tenth of a second. One that is not wanted after
 * all, as after a usage error, ends with this process, for its orders come from here (probe/confined/parent-line.ts). Null when it cannot
 * be: whoever wants it then tries again, and says why.
 */
export async function headStart(): Promise<StartedScanner | null> {
  if ((await missingForRaw()) !== null) return null
  const started = startScannerProcess()
  return typeof started === 'string' ? null : started
}
