import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { fileNames, inFolder, makeFolder, newOwner } from './places.ts'

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants
/** Larger files are none of ours: states have a megabyte, and scans of a million single addresses some 70. */
const mostBytes = 2 ** 28

/**
 * The folder of one scan, locked for this process. Its files are reached by its descriptor: root may work in the folder of another user, who
 * can put something else in its place at any time.
 */
export class ScanFolder {
  readonly id: string
  #path: string
  readonly #descriptor: number

  private constructor(id: string, path: string, descriptor: number) {
    this.id = id
    this.#path = path
    this.#descriptor = descriptor
  }

  get path(): string {
    return this.#path
  }

  /** With a dot before its name until there is something in it to go on from (`publish`). @throws NodeJS.ErrnoException when it cannot be made */
  static async create(scans: string, id: string): Promise<ScanFolder> {
    const path = join(scans, `.${id}`)
    makeFolder(path)
    return ScanFolder.#locked(id, path)
  }

  /** @throws UsageError when there is none, or another process has it */
  static async open(scans: string, id: string): Promise<ScanFolder> {
    const path = join(scans, id)
    try {
      return await ScanFolder.#locked(id, path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') throw new UsageError(`scan ${id} is under way in another process`)
      if (code === 'ENOENT')
        throw new UsageError(`there is no scan ${id} to resume; portreeve scan --resume lists those that there are`)
      throw new UsageError(`scan ${id} cannot be opened (${code ?? String(error)}): ${path}`)
    }
  }

  static async #locked(id: string, path: string): Promise<ScanFolder> {
    const { lockFile } = await import('../libc/flock.ts')
    const descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_DIRECTORY)
    try {
      lockFile(descriptor)
      // Whoever had it may have removed it meanwhile.
      statSync(path)
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
    return new ScanFolder(id, path, descriptor)
  }

  /** A file; null when there is none. @throws UsageError when it cannot be read, or is too large to be one of ours */
  read(name: string, most = mostBytes): Buffer | null {
    return this.#reading(name, (descriptor, { size }) => {
      if (size > most) throw new UsageError(`${join(this.path, name)} is too large to be one of a scan`)
      return bytesOf(descriptor, 0, size)
    })
  }

  /** At most so much of a file from a byte on; null when it ends before. @throws UsageError when it cannot be read */
  readPart(name: string, from: number, most: number): Buffer | null {
    return this.#reading(name, (descriptor, { size }) =>
      size < from ? null : bytesOf(descriptor, from, Math.min(most, size - from)),
    )
  }

  /** A descriptor to read a file by. @throws UsageError when it is no file, NodeJS.ErrnoException when there is none */
  openFile(name: string): number {
    const descriptor = openSync(this.#at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    if (fstatSync(descriptor).isFile()) return descriptor
    closeSync(descriptor)
    throw new UsageError(`${join(this.path, name)} is no file`)
  }

  #reading(name: string, read: (descriptor: number, stats: Stats) => Buffer | null): Buffer | null {
    let descriptor: number | null = null
    try {
      descriptor = this.openFile(name)
      return read(descriptor, fstatSync(descriptor))
    } catch (error) {
      if (error instanceof UsageError) throw error
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return null
      throw new UsageError(`${join(this.path, name)} cannot be read (${code ?? String(error)})`)
    } finally {
      if (descriptor !== null) closeSync(descriptor)
    }
  }

  /** Writes a file that is there whole or not at all, whatever happens. */
  async replace(name: string, content: string | Uint8Array): Promise<void> {
    const temporary = this.#at(`${name}.new`)
    rmSync(temporary, { force: true })
    try {
      await this.#write(temporary, content)
      await rename(temporary, this.#at(name))
    } catch (error) {
      // On a full disk it is in the way.
      rmSync(temporary, { force: true })
      throw error
    }
    fsyncSync(this.#descriptor)
  }

  async #write(path: string, content: string | Uint8Array): Promise<void> {
    const handle = await this.#create(path, 0)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  /** A file to add to, of which the first `length` bytes are kept. */
  async appendTo(name: string, length: number): Promise<FileHandle> {
    const handle = await this.#openToAppend(this.#at(name))
    try {
      const stats = await handle.stat()
      if (!stats.isFile() || stats.nlink > 1) throw new Error(`${join(this.path, name)} is no file of ours`)
      await handle.truncate(length)
      return handle
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async #openToAppend(path: string): Promise<FileHandle> {
    try {
      return await this.#create(path, O_APPEND)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
    }
  }

  async #create(path: string, flags: number): Promise<FileHandle> {
    const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | flags, 0o600)
    try {
      const owner = newOwner(this.#descriptor)
      if (owner !== null) await handle.chown(owner.uid, owner.gid)
      return handle
    } catch (error) {
      await handle.close()
      rmSync(path, { force: true })
      throw error
    }
  }

  #at(name: string): string {
    return inFolder(this.#descriptor, name)
  }

  /** Waits for what fills a new folder. One that cannot be filled is not left behind. */
  async orNothing(filling: Promise<void>): Promise<void> {
    try {
      await filling
    } catch (error) {
      try {
        this.remove()
      } catch {
        // Why it cannot be filled says more.
      }
      throw error
    }
  }

  /** Gives it its name. @throws NodeJS.ErrnoException */
  publish(): void {
    const path = join(dirname(this.#path), this.id)
    if (path === this.#path) return
    renameSync(this.#path, path)
    this.#path = path
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  /** The lock is let go last: nobody else gets to see half of it. @throws NodeJS.ErrnoException when it cannot be removed, or holds something else */
  remove(): void {
    try {
      for (const name of Object.values(fileNames)) {
        rmSync(this.#at(name), { force: true })
        rmSync(this.#at(`${name}.new`), { force: true })
      }
      rmdirSync(this.path)
    } finally {
      this.close()
    }
  }
}

function bytesOf(descriptor: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from))
}
