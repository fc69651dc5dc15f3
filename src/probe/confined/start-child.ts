import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { startWorker } from '../../lib/worker-thread.ts'
import { closeAll, socketPair } from '../../libc/descriptor-passing.ts'
import { gainNoNewRights, handDownNoCapabilities } from '../../libc/process-rights.ts'
import type { StartedChild } from './child-session.ts'
import type { Launch } from './launcher.ts'
import { type ChildFiles, spawnChild } from './spawn-child.ts'
import { scannerUser } from './target-user.ts'

/** A thread starts in a tenth of a second. */
const launchMs = 5000

/**
 * Starts the scanner in a process of its own that has no rights, and gets none: no capabilities, NO_NEW_PRIVS, no groups and another user
 * when this one is root, nothing of the environment, no terminal. Null when it cannot be executed.
 *
 * All of that has to be so before the program begins, for V8 and libuv have threads by the time that its first line runs, and each thread
 * has rights of its own. A process inherits those of the thread that starts it.
 *
 * Its code and koffi's native part go in as open descriptors: they may lie in a home that is closed to others.
 * @param code the scanner in one file
 * @throws SystemCallError
 */
export function startChild(code: URL): StartedChild | null {
  const [stream, itsStream] = socketPair('stream')
  const [grants, itsGrants] = socketPair('messages')
  const files = {
    code: openSync(code, 'r'),
    koffi: openSync(nativePart(), 'r'),
    stream: itsStream,
    grants: itsGrants,
  }
  const isRoot = process.geteuid?.() === 0
  const other = isRoot ? spawnAsOther(files) : null
  const pid = other ?? spawnByThread(files)
  for (const each of [files.code, files.koffi]) closeSync(each)
  closeAll([itsStream, itsGrants])
  if (pid !== null) return { pid, stream, grants, notes: isRoot && other === null ? [stillRoot()] : [] }
  closeAll([stream, grants])
  return null
}

function stillRoot(): string {
  return `the scanner ran as root, though without its capabilities: nobody else can execute ${process.execPath} here`
}

/** Its capabilities go as it stops being root. NO_NEW_PRIVS stays with this thread, which costs it nothing but set-uid programs. */
function spawnAsOther(files: ChildFiles): number | null {
  gainNoNewRights()
  handDownNoCapabilities()
  return spawnChild(files, scannerUser())
}

/**
 * When the user stays the same, so would the capabilities of the file (those of `node` itself): NO_NEW_PRIVS keeps them only from whoever
 * starts it without (security/commoncap.c, cap_bprm_creds_from_file). This thread still needs them, so another gives them up.
 */
function spawnByThread(files: ChildFiles): number | null {
  const launch: Launch = { files, outcome: new Int32Array(new SharedArrayBuffer(8)) }
  startWorker('probe/confined/launcher', { workerData: launch }).unref()
  Atomics.wait(launch.outcome, 1, 0, launchMs)
  return launch.outcome[0] || null
}

/** The file that koffi has loaded: it knows which of its builds fits this C library. */
function nativePart(): string {
  const { cache } = createRequire(import.meta.url)
  const path = Object.keys(cache).find((file) => file.endsWith('koffi.node'))
  if (path === undefined) throw new Error('koffi is not loaded')
  return path
}
