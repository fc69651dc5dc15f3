import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { UsageError } from '../lib/errors.ts'

/** Somewhere that a report's text goes. */
export interface Destination {
  /** How messages call it. */
  readonly name: string
  /** Resolves when all of it was taken; rejects with the system's error. */
  write(text: string): Promise<void>
  /** The report is whole. */
  commit(): Promise<void>
  /** The report is not whole: lets go, and says which file has what was written, if one does. */
  keep(): Promise<string | null>
  /** Nothing was written worth keeping. */
  discard(): Promise<void>
}

/** The file that a path means, symbolic links followed: two specs that mean the same file have the same one. */
export interface OutputTarget {
  readonly path: string
  /** A device or a pipe: written as it is, without a partial file that would replace it. */
  readonly inPlace: boolean
}

/** UsageError when the directory does not exist or the path is one. */
export async function resolveOutput(path: string): Promise<OutputTarget> {
  try {
    const info = await stat(path)
    if (info.isDirectory()) throw new UsageError(`-o ${JSON.stringify(path)}: is a directory; name a file in it`)
    // A pipe of /dev/fd can be opened but has no name to resolve to, so this is asked for files only.
    return info.isFile() ? { path: await realpath(path), inPlace: false } : { path, inPlace: true }
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw asUsageError(path, error)
  }
  try {
    return { path: join(await realpath(dirname(resolve(path))), basename(path)), inPlace: false }
  } catch (error) {
    throw asUsageError(path, error)
  }
}

/**
 * Opens `path.partial`, which becomes `path` when the report is whole. Never follows a symbolic link that somebody put in
 * its place. UsageError when it cannot be written.
 */
export async function openOutputFile(name: string, { path, inPlace }: OutputTarget): Promise<Destination> {
  const written = inPlace ? path : `${path}.partial`
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (inPlace ? 0 : constants.O_NOFOLLOW)
  // The directory was found when the path was resolved, so ENOENT no longer says that it is missing (procfs).
  const handle = await open(written, flags).catch((error: unknown) => {
    throw asUsageError(name, error, { ENOENT: 'no file can be made there (ENOENT)' })
  })
  return {
    name,
    write: (text) => writeAll(handle, text),
    async commit() {
      if (inPlace) return handle.close()
      await handle.sync()
      await handle.close()
      await rename(written, path)
    },
    async keep() {
      await handle.close()
      return inPlace ? null : written
    },
    async discard() {
      await handle.close()
      if (!inPlace) await unlink(written)
    },
  }
}

async function writeAll(handle: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  let offset = 0
  while (offset < bytes.length) offset += (await handle.write(bytes, offset)).bytesWritten
}

/** Standard output. It is not closed: it is not ours. */
export function standardOutput(stream: Writable): Destination {
  // The error also comes to the callback of the write; unheard here, it would end the process.
  stream.on('error', () => {})
  return {
    name: 'standard output',
    write: (text) => new Promise((done, failed) => stream.write(text, (error) => (error ? failed(error) : done()))),
    commit: async () => {},
    keep: async () => null,
    discard: async () => {},
  }
}

/** The system's name of an error, as ENOSPC; undefined for other errors. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'the directory does not exist',
  ENOTDIR: 'the directory does not exist (a file is in its place)',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'is a directory',
  ELOOP: 'a symbolic link is in the way of its .partial file',
  ENAMETOOLONG: 'the file name is too long',
}

/** An error in words; `known` has those that mean something else at this point. */
export function reasonOf(error: unknown, known: Readonly<Record<string, string>> = {}): string {
  const errno = errnoOf(error)
  return (errno && (known[errno] ?? meanings[errno])) ?? (error instanceof Error ? error.message : String(error))
}

function asUsageError(name: string, error: unknown, known?: Readonly<Record<string, string>>): UsageError {
  if (error instanceof UsageError) return error
  return new UsageError(`-o ${JSON.stringify(name)}: ${reasonOf(error, known)}`)
}
