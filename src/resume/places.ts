import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { OperationError } from '../lib/errors.ts'

/** The files of a scan's folder: docs/resume.md. */
export const fileNames = { scan: 'scan.json', state: 'state.json', results: 'results', hosts: 'hosts' } as const

export interface Environment {
  readonly XDG_STATE_HOME?: string | undefined
}

/**
 * Where the folders of scans are. Relative values of XDG_STATE_HOME are to be ignored (XDG Base Directory Specification 0.8, "Basics").
 * @throws OperationError for a user without a home
 */
export function scansFolder(environment: Environment = process.env, home: () => string = homedir): string {
  const xdg = environment.XDG_STATE_HOME
  return join(xdg?.startsWith('/') ? xdg : join(homeOf(home), '.local', 'state'), 'portreeve', 'scans')
}

function homeOf(home: () => string): string {
  try {
    const found = home()
    if (found !== '') return found
  } catch {
    // A user without HOME and without an entry in passwd.
  }
  throw new OperationError('there is no home folder to keep the scan in: set XDG_STATE_HOME')
}

/** `20261122-061339-3fa8`: sorts by time, UTC. */
export function newId(now: Date): string {
  const digits = now.toISOString().replaceAll(/\D/g, '')
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString('hex')}`
}

/** Nothing else is taken for one: it becomes a part of a path. */
export function isId(word: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(word)
}

/**
 * Makes a folder and those above it, for its user alone. Each belongs to the owner of the one that it is made in: what root makes in the home
 * of another user (sudo that keeps HOME) stays that user's.
 */
export function makeFolder(path: string): void {
  const parent = dirname(path)
  if (!existsSync(parent)) makeFolder(parent)
  mkdirSync(path, { mode: 0o700 })
  giveTo(path, parent)
}

/** Gives a new file or folder to the owner of a folder, where we may. */
export function giveTo(path: string, folder: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  if (uid !== 0) chownSync(path, uid, gid)
}
