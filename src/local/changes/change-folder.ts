import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperationError } from '../../lib/errors.ts'
import type { KeptChange, Looks, Progress } from '../../model/change.ts'
import { isChangeId } from './change-id.ts'
import { makeOwnFolder, writeDurably } from './durable-file.ts'
import { decodeKeptChange, decodeLooks, decodeProgress } from './kept-change.ts'

/** One folder for each change that was made of this machine. */
export const changesFolder = '/var/lib/portreeve/changes'

/** Where a change is kept: what was, what was done, how far it is. */
export class ChangeFolder {
  readonly id: string
  readonly path: string

  constructor(id: string) {
    this.id = id
    this.path = join(changesFolder, id)
  }

  static create(id: string): ChangeFolder {
    const folder = new ChangeFolder(id)
    makeOwnFolder(changesFolder)
    makeOwnFolder(folder.path)
    return folder
  }

  keep(change: KeptChange): void {
    writeDurably(join(this.path, 'change.json'), `${JSON.stringify(change, null, 2)}\n`)
  }

  /** What is kept of it. @throws OperationError when that cannot be read, or others than its owner may have written it */
  kept(): KeptChange {
    const kept = decodeKeptChange(this.#text('change.json') ?? '')
    if (kept === null) throw new OperationError(`${this.path}/change.json cannot be read`)
    return kept
  }

  setStage(stage: Progress['stage'], notes: readonly string[] = []): void {
    const progress: Progress = { stage, at: new Date().toISOString(), notes: [...notes] }
    writeDurably(join(this.path, 'progress.json'), `${JSON.stringify(progress, null, 2)}\n`)
  }

  /** Null: it was not armed yet, so that nothing was changed. */
  progress(): Progress | null {
    return decodeProgress(this.#text('progress.json') ?? '')
  }

  keepLooks(looks: Looks): void {
    writeDurably(join(this.path, 'looks.json'), `${JSON.stringify(looks, null, 2)}\n`)
  }

  /** Null: nothing is kept of what was seen from elsewhere. */
  looks(): Looks | null {
    return decodeLooks(this.#text('looks.json') ?? '')
  }

  write(name: string, content: string | Uint8Array): void {
    writeDurably(join(this.path, name), content)
  }

  read(name: string): Buffer {
    return readFileSync(join(this.path, name))
  }

  readIfThere(name: string): Buffer | null {
    return existsSync(join(this.path, name)) ? this.read(name) : null
  }

  isThere(): boolean {
    return existsSync(this.path)
  }

  #text(name: string): string | null {
    this.#refuseForeign()
    try {
      return readFileSync(join(this.path, name), 'utf8')
    } catch (error) {
      // Any other failure is not to be taken for a change that was never made.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      return null
    }
  }

  /** What is kept here is run as root. */
  #refuseForeign(): void {
    const status = lstatSync(this.path, { throwIfNoEntry: false })
    if (status === undefined) throw new OperationError(`there is no change ${this.id}; portreeve fix --list shows them`)
    const isOwn = status.isDirectory() && status.uid === process.geteuid?.() && (status.mode & 0o022) === 0
    if (!isOwn) throw new OperationError(`${this.path} is not yours alone, and is left as it is`)
  }
}

/** All that were made here, the oldest first. */
export function allChanges(): readonly ChangeFolder[] {
  try {
    return readdirSync(changesFolder)
      .filter(isChangeId)
      .sort()
      .map((id) => new ChangeFolder(id))
  } catch {
    return []
  }
}

/** Whether it is still to be confirmed, or to be taken back. */
export function isPending(folder: ChangeFolder): boolean {
  const stage = folder.progress()?.stage
  return stage !== undefined && stage !== 'confirmed' && stage !== 'rolled-back'
}
