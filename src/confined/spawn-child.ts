import { type ChildProcess, spawn } from 'node:child_process'
import type { User } from './target-user.ts'

export interface ChildFiles {
  /** Descriptors. The code is its standard input. */
  readonly code: number
  readonly koffi: number
  /** Which it finds at `firstChannel` and after (descriptors.ts). */
  readonly channels: readonly number[]
}

/**
 * Starts a program with the rights of the calling thread, but for its user. Null when this user cannot execute it, or is not one of this
 * user namespace. It is reaped by the loop of this thread: it stays a zombie when that ends first.
 */
export function spawnChild({ code, koffi, channels }: ChildFiles, user: User | null): ChildProcess | null {
  try {
    // Node would compile it once more to find out what kind of module it is.
    const child = spawn(process.execPath, ['--input-type=commonjs', '-'], {
      stdio: [code, 'ignore', 'ignore', koffi, ...channels],
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
