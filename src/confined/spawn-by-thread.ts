import { startWorker } from '../lib/worker-thread.ts'
import { SystemCallError } from '../libc/library.ts'
import { type Launch, LaunchOutcome } from './launch.ts'
import type { ChildFiles } from './spawn-child.ts'

/** A thread starts in a tenth of a second. */
const launchMs = 5000

/**
 * Starts a program as the user of this process; null when that cannot be.
 *
 * When the user stays the same, so would the capabilities of the file (those of `node` itself): NO_NEW_PRIVS keeps them only from whoever
 * starts it without (security/commoncap.c, cap_bprm_creds_from_file). This thread still needs them, so another gives them up.
 * @throws SystemCallError when they cannot be given up
 */
export function spawnByThread(files: ChildFiles, timeoutMs = launchMs): number | null {
  const outcome = new LaunchOutcome()
  const launch: Launch = { files, memory: outcome.memory }
  const launcher = startWorker('confined/launcher', { workerData: launch })
  // Whatever is wrong with it, it has told; or it has not been heard of in time.
  launcher.on('error', () => {})
  launcher.unref()
  const launched = outcome.wait(timeoutMs)
  if (launched === null) return null
  const { pid, errno } = launched
  if (errno !== 0) throw new SystemCallError('giving up rights', errno)
  return pid === 0 ? null : pid
}
