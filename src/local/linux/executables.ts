import { statSync } from 'node:fs'
import type { SocketHolder } from './processes.ts'

/** What can be told of a program file without asking a package database. */
export interface ExecutableState {
  /** Path in the root of the process, without the kernel's mark for a deleted file. */
  readonly path: string
  readonly deleted: boolean | null
  readonly worldWritable: boolean | null
  /** Whether the path leads to the very same file for us: not so in a container with files of its own. */
  readonly ours: boolean
}

const deletedMark = ' (deleted)'
const writableByAll = 0o002
const sticky = 0o1000

/** Looks at program files; answers for folders and paths are kept, as a thousand processes may run one file. */
export class ExecutableInspector {
  readonly #identities = new Map<string, string | null>()
  readonly #folders = new Map<string, boolean | null>()

  inspect(holder: Pick<SocketHolder, 'executable' | 'executableStatus'>): ExecutableState | null {
    const { executable, executableStatus: status } = holder
    if (executable === null) return null
    // A file may truly be called so: the number of its names decides.
    const deleted = status === null ? null : status.links === 0
    const marked = executable.endsWith(deletedMark) && deleted !== false
    const path = marked ? executable.slice(0, -deletedMark.length) : executable
    const ours = status !== null && this.#identityOf(path) === status.identity
    const writableFile = status === null ? null : (status.mode & writableByAll) !== 0
    return { path, deleted, worldWritable: this.#worldWritable(path, writableFile, ours), ours }
  }

  /** Null when a folder could not be looked at and nothing else was found writable. */
  #worldWritable(path: string, file: boolean | null, ours: boolean): boolean | null {
    if (file === true || !ours) return file
    return this.#folderWritable(parentOf(path))
  }

  /** Whether anybody may replace what lies in a folder or above: write permission for all, without the sticky bit. */
  #folderWritable(folder: string): boolean | null {
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    const mode = modeOf(folder)
    const here = mode === null ? null : (mode & writableByAll) !== 0 && (mode & sticky) === 0
    const answer = here === true || folder === '/' ? here : this.#folderWritable(parentOf(folder)) || here
    this.#folders.set(folder, answer)
    return answer
  }

  #identityOf(path: string): string | null {
    const known = this.#identities.get(path)
    if (known !== undefined) return known
    const identity = identityOf(path)
    this.#identities.set(path, identity)
    return identity
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

function modeOf(path: string): number | null {
  try {
    return statSync(path).mode
  } catch {
    return null
  }
}

/** In the form of `FileStatus.identity`; device numbers as major:minor (gnu_dev_major, sys/sysmacros.h). */
function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n)
    const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n)
    return `${major}:${minor}:${ino}`
  } catch {
    return null
  }
}
