import { writeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Checkpoint } from '../probe/checkpoint.ts'
import type { FormerRun, Journal } from '../probe/journal.ts'
import type { SightingColumns } from '../probe/results/sightings.ts'
import { encodeState } from './encode.ts'
import type { ScanFolder } from './folder.ts'
import { encodeHosts } from './host-bits.ts'
import { PartStates } from './part-states.ts'
import { fileNames } from './places.ts'
import { encodeResults, recordBytes } from './result-records.ts'

/** More results than this do not wait for somebody to say where he is. */
const mostEarlyBytes = 2 ** 24
/** Between two states, whatever they cost. */
const mostRestMs = 200

/** A run that has been interrupted, in its folder. */
export interface Interrupted {
  readonly folder: ScanFolder
  readonly former: FormerRun
  readonly states: PartStates
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
  #earlyBytes = 0
  #states: PartStates
  #alive: Uint8Array | null
  /** Something is to be written. */
  #news = false
  readonly #ending = new AbortController()
  #writing: Promise<void> | null = null
  #saved: boolean
  #failed = false

  constructor(options: FolderJournalOptions) {
    const { interrupted } = options
    this.#options = options
    this.former = interrupted?.former ?? null
    this.#folder = interrupted?.folder ?? null
    this.#states = interrupted?.states ?? PartStates.of(1)
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

  divide(parts: number): void {
    if (this.former === null) this.#states = PartStates.of(parts)
  }

  results(part: number, columns: SightingColumns): void {
    if (this.#failed) return
    this.#states.found(part, columns.count)
    const bytes = encodeResults(columns)
    if (this.#file !== null) this.#attempt(this.#file, bytes)
    else {
      this.#early.push(bytes)
      this.#earlyBytes += bytes.length
      if (this.#earlyBytes > mostEarlyBytes) this.#writeSoon()
    }
  }

  save(part: number, checkpoint: Checkpoint): void {
    if (this.#failed) return
    this.#states.reached(part, checkpoint)
    this.#writeSoon()
  }

  /**
   * Ends it. Gives the id of what can be resumed, if that is wanted and there is something; else nothing is left behind.
   * @throws NodeJS.ErrnoException when it cannot be removed
   */
  async finish(keep: boolean): Promise<string | null> {
    this.#ending.abort()
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

  #writeSoon(): void {
    this.#news = true
    this.#writing ??= this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#news) {
        this.#news = false
        await this.#rest(await this.#write())
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#writing = null
  }

  /** Each of n scanners tells every second where it is, and all is put in writing anew: an n-th of the time goes into it at most. */
  async #rest(busyMs: number): Promise<void> {
    const { signal } = this.#ending
    const restMs = Math.min(mostRestMs, (this.#states.count - 1) * busyMs)
    if (restMs > 0) await pause(restMs, undefined, { signal }).catch(() => {})
  }

  /** Gives how long the process was busy with it, in ms. */
  async #write(): Promise<number> {
    const file = this.#file ?? (await this.#openResults())
    const states = this.#states.saved
    if (states === null) return 0
    await file.datasync()
    const begunAt = performance.now()
    const text = encodeState(states, this.#alive !== null, new Date())
    const busyMs = performance.now() - begunAt
    await this.#folder?.replace(fileNames.state, text)
    this.#folder?.publish()
    this.#saved = true
    return busyMs
  }

  /** What was found before it was there is in it at once. */
  async #openResults(): Promise<FileHandle> {
    this.#folder ??= await this.#newFolder()
    const wholeBytes = this.#states.results * recordBytes - this.#earlyBytes
    const file = await this.#folder.appendTo(fileNames.results, wholeBytes)
    for (const bytes of this.#early.splice(0)) writeWhole(file, bytes)
    this.#earlyBytes = 0
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
    this.#news = false
  }
}

function writeWhole(file: FileHandle, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(file.fd, bytes, offset)
}
