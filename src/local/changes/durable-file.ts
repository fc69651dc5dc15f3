import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

export interface Owner {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/**
 * Writes a file so that after a crash it has either all of the new content or all of the old. A link stays one: what it leads to is written.
 * @throws NodeJS.ErrnoException
 */
export function writeDurably(named: string, content: string | Uint8Array, owner: Owner | null = ownerOf(named)): void {
  const path = existsSync(named) ? realpathSync(named) : named
  const temporary = `${path}.portreeve-new`
  rmSync(temporary, { force: true })
  // `wx`: never through a link that somebody put there.
  const file = openSync(temporary, 'wx', 0o600)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fchmodSync(file, owner?.mode ?? 0o600)
    if (owner !== null) fchownSync(file, owner.uid, owner.gid)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** Removes a file, and it stays removed after a crash. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true })
  if (lstatSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) syncFolder(dirname(path))
}

export function linkDurably(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  symlinkSync(target, path)
  syncFolder(dirname(path))
}

/** A folder for its owner alone, and those above it as they are. */
export function makeOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  syncFolder(dirname(path))
}

/** Of the file that a link leads to: a link itself lets everybody write. Null: there is no such file. */
export function ownerOf(path: string): Owner | null {
  const status = statSync(path, { throwIfNoEntry: false })
  return status === undefined ? null : { mode: status.mode & 0o7777, uid: status.uid, gid: status.gid }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
