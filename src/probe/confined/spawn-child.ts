import { spawn } from 'node:child_process'
import type { User } from './target-user.ts'

export interface ChildFiles {
  /** Descriptors, as child.ts expects them from 3 on; the code is its standard input. */
  readonly code: number
  readonly stream: number
  readonly grants: number
  readonly koffi: number
}

/**
 * Starts the scanner with the rights of the calling thread, but for its user. Gives its process id; null when this user cannot execute it,
 * or is not one of this user namespace.
 */
export function spawnChild({ code, stream, grants, koffi }: ChildFiles, user: User | null): number | null {
  try {
    const child = spawn(process.execPath, ['-'], {
      stdio: [code, 'ignore', 'ignore', stream, grants, koffi],
      env: {},
      cwd: '/',
      // A session of its own has no terminal, which it could type into (ioctl_tty(2), TIOCSTI).
      detached: true,
      ...user,
    })
    // The end of its stream says that it has ended; it must not keep this process alive.
    child.on('error', () => {})
    child.unref()
    return child.pid ?? null
  } catch {
    return null
  }
}
