// no foreign bytes: it reads the lines that it wrote itself
// Sorting more than fits into memory: what is too much goes to a temporary file as sorted runs, which are merged at the end
// (Knuth, TAOCP vol. 3, 5.4). (external-sorting of npm will not do: its files have names that anybody can guess and that a crash
// leaves behind, and it opens a file anew for every 512 bytes.)
import { tmpdir } from 'node:os'
import { OperationError } from '../../lib/errors.ts'
import { reasonOf } from '../output-file.ts'
import { type Keyed, merge } from './merge.ts'
import { type Run, RunFile } from './run-file.ts'

export interface SorterOptions<T> {
  key(item: T): string
  /** About how many bytes it takes; without it all are kept in memory. Items are then plain data, as JSON holds it. */
  readonly weight?: ((item: T) => number) | undefined
  /** Bytes that items may take; default 8 MiB. */
  readonly memory?: number | undefined
}

const defaultMemory = 8 * 1024 * 1024
/** All read buffers of a merge together; but a run has at least the lesser and at most the greater. */
const readBytes = 8 * 1024 * 1024
const leastRunBytes = 1024
const mostRunBytes = 64 * 1024
/** What an item takes besides what it weighs: itself in the list, and the head of its key. */
const keyedBytes = 80

/** Sorts by key, stably, in bounded memory. */
export class Sorter<T> {
  readonly #options: SorterOptions<T>
  #kept: Keyed<T>[] = []
  #bytes = 0
  #file: RunFile | null = null
  readonly #runs: Run[] = []

  constructor(options: SorterOptions<T>) {
    this.#options = options
  }

  /** @throws OperationError when what is too much for memory cannot be written; nothing that was added is lost. */
  add(item: T): void {
    const { weight, memory = defaultMemory } = this.#options
    const key = this.#options.key(item)
    this.#kept.push({ key, item })
    if (weight === undefined) return
    this.#bytes += weight(item) + key.length + keyedBytes
    if (this.#bytes > memory) this.#spill()
  }

  /** All of them in order: an array, or what can be gone through again and again. Nothing may be added any more. */
  sorted(): Iterable<T> {
    sortKeyed(this.#kept)
    if (this.#runs.length === 0) return this.#kept.map(({ item }) => item)
    return { [Symbol.iterator]: () => this.#merged() }
  }

  /** Lets go of the temporary file. */
  close(): void {
    this.#file?.close()
    this.#file = null
    this.#runs.length = 0
  }

  #merged(): Generator<T, void, undefined> {
    const bufferBytes = Math.min(mostRunBytes, Math.max(leastRunBytes, Math.floor(readBytes / this.#runs.length)))
    return merge([...this.#runs.map((run) => this.#read(run, bufferBytes)), this.#kept.values()])
  }

  *#read(run: Run, bufferBytes: number): Generator<Keyed<T>, void, undefined> {
    for (const line of this.#file?.lines(run, bufferBytes) ?? []) {
      const [key, item] = JSON.parse(line) as [string, T]
      yield { key, item }
    }
  }

  #spill(): void {
    sortKeyed(this.#kept)
    try {
      this.#file ??= new RunFile()
      this.#runs.push(this.#file.write(linesOf(this.#kept)))
    } catch (error) {
      const reason = `the records are too many to sort in memory, and ${tmpdir()} does not take them: ${reasonOf(error)}`
      throw new OperationError(`${reason}; let TMPDIR name a folder with room, or choose jsonl, json or csv`)
    }
    this.#kept = []
    this.#bytes = 0
  }
}

function sortKeyed<T>(items: Keyed<T>[]): void {
  items.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function* linesOf<T>(items: readonly Keyed<T>[]): Generator<string, void, undefined> {
  for (const { key, item } of items) yield JSON.stringify([key, item])
}

/** How many different texts there are, in bounded memory. Those that are alike cost nothing where they come together. */
export function countDistinct(texts: Iterable<string>, memory?: number): number {
  // Only the key matters, which is the text itself.
  const sorter = new Sorter<string>({ key: (text) => text, weight: () => 0, memory })
  try {
    for (const text of changes(texts)) sorter.add(text)
    let count = 0
    for (const _ of changes(sorter.sorted())) count += 1
    return count
  } finally {
    sorter.close()
  }
}

function* changes(texts: Iterable<string>): Generator<string, void, undefined> {
  let last: string | null = null
  for (const text of texts) {
    if (text !== last) yield text
    last = text
  }
}
