import { type ChildProcess, spawn } from 'node:child_process'
import type { User } from './target-user.ts'

export interface ChildFiles {
  /** Descriptors, as child.ts expects them from 3 on; the code is its standard input. */
  readonly code: number
  readonly stream: number
  readonly grants: number
  readonly koffi: number
}

/**
 * Starts the scanner with the rights of the calling thread, but for its user. Null when this user cannot execute it, or is not one of this
 * user namespace. It is reaped by the loop of this thread: it stays a zombie when that ends first.
 */
export function spawnChild({ code, stream, grants, koffi }: ChildFiles, user: User | null): ChildProcess | null {
  try {
    // Node would compile it once more to find out what kind of module it is.
    const child = spawn(process.execPath, ['--input-type=commonjs', '-'], {
      stdio: [code, 'ignore', 'ignore', stream, grants, koffi],
      env: {},
      cwd: '/',
      // A session of its own has no terminal, which it could type into (ioctl_tty(2), TIOCSTI).
      detached: true,
      ...user,
    })
    child.on('error', () => {})
    return child.pid === undefined ? null : child
  } catch {
    return null
  }
}
