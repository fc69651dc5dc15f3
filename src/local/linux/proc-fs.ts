import { readdirSync } from 'node:fs'
import { declare } from '../../libc/library.ts'
import { littleEndian } from '../../libc/netlink-messages.ts'
import { decodeNumberedEntries, decodeSocketLink } from './directory-entries.ts'

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
/** STATX_TYPE | MODE | NLINK | UID | INO, and the layout of struct statx, linux/stat.h. */
const statxMask = 0x1 | 0x2 | 0x4 | 0x8 | 0x100
const statxLength = 256

export interface FileStatus {
  readonly links: number
  readonly uid: number
  /** Type and permission bits, as in stat(2). */
  readonly mode: number
  /** Device and inode: the same for two paths to one file. */
  readonly identity: string
}

/** Reads /proc. Every method gives null (or nothing) for what is gone or not ours to see: processes end at any moment. */
export class ProcFs {
  readonly #entries = new Uint8Array(entriesLength)
  readonly #link = Buffer.alloc(longestPath)
  readonly #status = new DataView(new ArrayBuffer(statxLength))
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

  /** Follows links, also those of /proc that lead to deleted files. */
  status(folder: number, name: string): FileStatus | null {
    // AT_EMPTY_PATH lets an empty name stand for the folder itself.
    const view = this.#status
    if (statx(folder, name, name === '' ? 0x1000 : 0, statxMask, new Uint8Array(view.buffer)) !== 0) return null
    return {
      links: view.getUint32(16, littleEndian),
      uid: view.getUint32(20, littleEndian),
      mode: view.getUint16(28, littleEndian),
      identity: `${view.getUint32(136, littleEndian)}:${view.getUint32(140, littleEndian)}:${view.getBigUint64(32, littleEndian)}`,
    }
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
