import { randomBytes } from 'node:crypto'
import { closeSync, constants, existsSync, fchownSync, fstatSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { OperationError } from '../lib/errors.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants

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
  if (!existsSync(parent)) makeParent(parent)
  const within = openSync(parent, O_RDONLY | O_DIRECTORY)
  try {
    // By its path it could be made in another folder by now.
    const made = inFolder(within, basename(path))
    mkdirSync(made, { mode: 0o700 })
    const owner = newOwner(within)
    if (owner !== null) giveTo(owner, made)
  } finally {
    closeSync(within)
  }
}

/** Another scan may be making it, too. */
function makeParent(path: string): void {
  try {
    makeFolder(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** What has a name in an open folder, whatever its path leads to by now (proc_pid_fd(5)). */
export function inFolder(descriptor: number, name: string): string {
  return `/proc/self/fd/${descriptor}/${name}`
}

/** Whom something new in an open folder is to be given to; null: nobody. */
export function newOwner(descriptor: number): { readonly uid: number; readonly gid: number } | null {
  const owner = fstatSync(descriptor)
  return process.getuid?.() === 0 && owner.uid !== 0 ? owner : null
}

/**
 * Gives away a new folder of root's. By its descriptor, and only an empty one: a user who may change its path could have put something else
 * of root's in its place.
 */
export function giveTo({ uid, gid }: { readonly uid: number; readonly gid: number }, path: string): void {
  const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  try {
    const isNew = fstatSync(descriptor).uid === 0 && readdirSync(inFolder(descriptor, '')).length === 0
    if (isNew) fchownSync(descriptor, uid, gid)
  } finally {
    closeSync(descriptor)
  }
}
