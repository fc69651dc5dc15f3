import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { giveTo, makeFolder } from './places.ts'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants
/** Larger files are none of ours: states have a megabyte, and scans of a million single addresses some 70. */
const mostBytes = 2 ** 28

/** The folder of one scan, locked for this process. */
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
    const descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | constants.O_DIRECTORY)
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

  /** A file from a byte on; null when there is none. @throws UsageError when it cannot be read, or is too large to be one of ours */
  read(name: string, from = 0, most = mostBytes): Buffer | null {
    const path = join(this.path, name)
    let descriptor: number | null = null
    try {
      descriptor = openSync(path, O_RDONLY | O_NOFOLLOW)
      const length = Math.max(0, fstatSync(descriptor).size - from)
      if (length > most) throw new UsageError(`${path} is too large to be one of a scan`)
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, from))
    } catch (error) {
      if (error instanceof UsageError) throw error
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return null
      throw new UsageError(`${path} cannot be read (${code ?? String(error)})`)
    } finally {
      if (descriptor !== null) closeSync(descriptor)
    }
  }

  /** Writes a file that is there whole or not at all, whatever happens. */
  async replace(name: string, content: string | Uint8Array): Promise<void> {
    const temporary = join(this.path, `${name}.new`)
    rmSync(temporary, { force: true })
    const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    try {
      giveTo(temporary, this.path)
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, join(this.path, name))
    fsyncSync(this.#descriptor)
  }

  /** A file to add to, of which the first `length` bytes are kept. */
  async appendTo(name: string, length: number): Promise<FileHandle> {
    const path = join(this.path, name)
    const handle = await open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | constants.O_APPEND, 0o600)
    giveTo(path, this.path)
    await handle.truncate(length)
    return handle
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

  /** The lock is let go last: nobody else gets to see half of it. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
    this.close()
  }
}
