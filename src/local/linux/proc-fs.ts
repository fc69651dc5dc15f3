import { readdirSync } from 'node:fs'
import { declare } from '../../libc/library.ts'
import { decodeNumberedEntries, decodeSocketLink } from './directory-entries.ts'
import { decodeFileStatus, type FileStatus, statusLength, statusMask } from './file-status.ts'

// A pass over 1,000 processes is 25,000 system calls: through libc it takes half the time that node:fs needs.

const open = declare<(path: string, flags: number) => number>('int open(const char*, int)')
const openat = declare<(folder: number, path: string, flags: number) => number>('int openat(int, const char*, int)')
const read = declare<(fd: number, memory: Uint8Array, length: number) => number>('int64_t read(int, void*, size_t)')
const close = declare<(fd: number) => number>('int close(int)')
const readlinkat = declare<(folder: number, path: string, memory: Uint8Array, length: number) => number>(
  'int64_t readlinkat(int, const char*, void*, size_t)',
)
const statx = declare<(folder: number, path: string, flags: number, mask: number, memory: Uint8Array) => number>(
  'int statx(int, const char*, int, unsigned int, void*)',
)
const getdents64 = declareGetdents64()

/** O_RDONLY | O_CLOEXEC. */
const openFlags = 0o2000000
/** Holds the entries of 1,300 descriptors. */
const entriesLength = 32_768
/** PATH_MAX, linux/limits.h. */
const longestPath = 4096
/** linux/fcntl.h: an empty name stands for the folder itself. */
const AT_EMPTY_PATH = 0x1000

/** Reads /proc. Every method gives null (or nothing) for what is gone or not ours to see: processes end at any moment. */
export class ProcFs {
  readonly #entries = new Uint8Array(entriesLength)
  readonly #link = Buffer.alloc(longestPath)
  readonly #status = new Uint8Array(statusLength)
  readonly #text: Buffer

  /** @param longestText bytes of a file that `text` reads at most */
  constructor(longestText = 8192) {
    this.#text = Buffer.alloc(longestText)
  }

  /** Ids of the processes that run now, in the kernel's order. */
  processes(): number[] {
    const folder = open('/proc', openFlags)
    const numbers = folder < 0 ? [] : this.#numbersIn(folder, '/proc')
    close(folder)
    return numbers
  }

  /** The folder of a process: stays that of this very process, even when its number is given to another. */
  openProcess(pid: number): number | null {
    const folder = open(`/proc/${pid}`, openFlags)
    return folder < 0 ? null : folder
  }

  close(folder: number): void {
    close(folder)
  }

  /** Socket inodes that the process holds, each as often as it holds it. Null when they are not ours to see. */
  sockets(process: number, pid: number): number[] | null {
    const folder = openat(process, 'fd', openFlags)
    if (folder < 0) return null
    const inodes: number[] = []
    for (const descriptor of this.#numbersIn(folder, `/proc/${pid}/fd`)) {
      const length = readlinkat(folder, `${descriptor}`, this.#link, longestPath)
      const inode = length > 0 ? decodeSocketLink(this.#link, length) : 0
      if (inode !== 0) inodes.push(inode)
    }
    close(folder)
    return inodes
  }

  /** The beginning of a file as UTF-8. One read: for the files of /proc that is all there is, up to the limit. */
  text(folder: number, name: string): string | null {
    const fd = openat(folder, name, openFlags)
    if (fd < 0) return null
    const length = read(fd, this.#text, this.#text.length)
    close(fd)
    return length < 0 ? null : this.#text.toString('utf8', 0, length)
  }

  linkTarget(folder: number, name: string): string | null {
    const length = readlinkat(folder, name, this.#link, longestPath)
    return length < 0 ? null : this.#link.toString('utf8', 0, length)
  }

  /** Of the folder itself when the name is empty. Follows links, also those of /proc that lead to deleted files. */
  status(folder: number, name: string): FileStatus | null {
    const failed = statx(folder, name, name === '' ? AT_EMPTY_PATH : 0, statusMask, this.#status) !== 0
    return failed ? null : decodeFileStatus(this.#status)
  }

  #numbersIn(folder: number, path: string): number[] {
    const numbers: number[] = []
    if (getdents64 === null) return numberedEntries(path)
    for (;;) {
      const length = getdents64(folder, this.#entries, entriesLength)
      if (length <= 0) return numbers
      decodeNumberedEntries(this.#entries.subarray(0, length), numbers)
    }
  }
}

function numberedEntries(path: string): number[] {
  try {
    return readdirSync(path)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

/** glibc has it since 2.30; without it node reads directories. */
function declareGetdents64(): ((fd: number, memory: Uint8Array, length: number) => number) | null {
  try {
    return declare('int64_t getdents64(int, void*, size_t)')
  } catch {
    return null
  }
}
