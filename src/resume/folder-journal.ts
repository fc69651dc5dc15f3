import { writeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Checkpoint } from '../probe/checkpoint.ts'
import type { FormerRun, Journal } from '../probe/journal.ts'
import type { SightingColumns } from '../probe/results/sightings.ts'
import { encodeState } from './encode.ts'
import type { ScanFolder } from './folder.ts'
import { encodeHosts } from './host-bits.ts'
import { fileNames } from './places.ts'
import { encodeResults, recordBytes } from './result-records.ts'

/** A run that has been interrupted, in its folder. */
export interface Interrupted {
  readonly folder: ScanFolder
  readonly former: FormerRun
  /** Records of its file of results that are whole. */
  readonly results: number
}

export interface FolderJournalOptions {
  /** Makes the folder, with what was asked for in it: when there is something to keep. */
  readonly makeFolder: () => Promise<ScanFolder>
  /** Where an earlier run was kept. */
  readonly interrupted?: Interrupted
  /** Told once when nothing can be kept any more. The scan goes on. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Keeps a scan in a folder of its own. Results are added to their file as they come, and are on the disk before the state that counts them
 * replaces the one before. Writing the state waits for the disk, the scan does not.
 */
export class FolderJournal implements Journal {
  readonly former: FormerRun | null
  readonly #options: FolderJournalOptions
  #folder: ScanFolder | null
  #file: FileHandle | null = null
  /** Results of the time before there is a file. */
  readonly #early: Buffer[] = []
  #results: number
  #alive: Uint8Array | null
  #latest: { readonly checkpoint: Checkpoint; readonly results: number } | null = null
  #writing: Promise<void> | null = null
  #saved: boolean
  #failed = false

  constructor(options: FolderJournalOptions) {
    const { interrupted } = options
    this.#options = options
    this.former = interrupted?.former ?? null
    this.#folder = interrupted?.folder ?? null
    this.#results = interrupted?.results ?? 0
    this.#alive = interrupted?.former.alive ?? null
    this.#saved = interrupted !== undefined
  }

  /** Before going on with an earlier run: what comes is kept from the first result on. */
  async open(): Promise<void> {
    await this.#openResults()
  }

  hosts(alive: Uint8Array): void {
    this.#alive = alive
  }

  results(columns: SightingColumns): void {
    if (this.#failed) return
    this.#results += columns.count
    const bytes = encodeResults(columns)
    if (this.#file === null) this.#early.push(bytes)
    else this.#attempt(this.#file, bytes)
  }

  save(checkpoint: Checkpoint): void {
    if (this.#failed) return
    this.#latest = { checkpoint, results: this.#results }
    this.#writing ??= this.#writeAll()
  }

  /**
   * Ends it. Gives the id of what can be resumed, if that is wanted and there is something; else nothing is left behind.
   * @throws NodeJS.ErrnoException when it cannot be removed
   */
  async finish(keep: boolean): Promise<string | null> {
    await this.#writing
    await this.#file?.close()
    const folder = this.#folder
    if (folder === null) return null
    if (!keep || !this.#saved) {
      folder.remove()
      return null
    }
    folder.close()
    return folder.id
  }

  async #writeAll(): Promise<void> {
    try {
      for (let next = this.#latest; next !== null; next = this.#latest) {
        this.#latest = null
        await this.#write(next.checkpoint, next.results)
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#writing = null
  }

  async #write(checkpoint: Checkpoint, results: number): Promise<void> {
    const file = this.#file ?? (await this.#openResults())
    await file.datasync()
    const text = encodeState(checkpoint, { results, hosts: this.#alive !== null }, new Date())
    await this.#folder?.replace(fileNames.state, text)
    this.#folder?.publish()
    this.#saved = true
  }

  /** What was found before it was there is in it at once. */
  async #openResults(): Promise<FileHandle> {
    this.#folder ??= await this.#newFolder()
    const whole = this.#results - this.#early.reduce((sum, { length }) => sum + length / recordBytes, 0)
    const file = await this.#folder.appendTo(fileNames.results, whole * recordBytes)
    for (const bytes of this.#early.splice(0)) writeWhole(file, bytes)
    this.#file = file
    return file
  }

  async #newFolder(): Promise<ScanFolder> {
    const folder = await this.#options.makeFolder()
    if (this.#alive !== null) await folder.orNothing(folder.replace(fileNames.hosts, encodeHosts(this.#alive)))
    return folder
  }

  #attempt(file: FileHandle, bytes: Buffer): void {
    try {
      writeWhole(file, bytes)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** What has been saved so far stays: it is less than what was found, and still right. */
  readonly #fail = (error: unknown): void => {
    if (!this.#failed) this.#options.onFailure(error)
    this.#failed = true
    this.#latest = null
  }
}

function writeWhole(file: FileHandle, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file.fd, bytes, offset)
}
