// decodes foreign bytes
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** A machine has a few hundred programs that listen; beyond these the file is begun anew. */
const mostEntries = 10_000
const longestFile = 4 * 1024 * 1024
const longestText = 4096

/** Answers of a package database, kept in a file until the database changes. Losing it costs a tenth of a second. */
export class PackageCache {
  readonly #stamp: string
  readonly #file: string
  readonly #owners: Map<string, string | null>

  /** @param stamp changes with the database; what was kept under another one is forgotten */
  constructor(stamp: string, file = defaultFile()) {
    this.#stamp = stamp
    this.#file = file
    this.#owners = decodePackageCache(readOwn(file), stamp)
  }

  get owners(): ReadonlyMap<string, string | null> {
    return this.#owners
  }

  add(owners: ReadonlyMap<string, string | null>): void {
    for (const [path, owner] of owners) this.#owners.set(path, owner)
    if (owners.size > 0) this.#write()
  }

  #write(): void {
    const owners = Object.fromEntries([...this.#owners].slice(-mostEntries))
    const partial = `${this.#file}.${process.pid}.partial`
    try {
      // The home itself is never made: a service user's may be missing on purpose.
      makeFolder(dirname(dirname(this.#file)))
      makeFolder(dirname(this.#file))
      writeFileSync(partial, JSON.stringify({ stamp: this.#stamp, owners }), { mode: 0o600 })
      renameSync(partial, this.#file)
    } catch {
      // A home that cannot be written to: the database is asked again next time.
    }
  }
}

function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
}

/** Entries of a cache file that was written under this stamp; empty for anything else. Never throws. */
export function decodePackageCache(text: string, stamp: string): Map<string, string | null> {
  const owners = new Map<string, string | null>()
  const file = parse(text)
  if (!isRecord(file) || file.stamp !== stamp || !isRecord(file.owners)) return owners
  for (const [path, owner] of Object.entries(file.owners).slice(0, mostEntries)) {
    const sound = owner === null || (typeof owner === 'string' && owner.length <= longestText)
    if (sound && path.length <= longestText) owners.set(path, owner as string | null)
  }
  return owners
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Empty unless the file is ours alone: under sudo the cache folder may be another user's, who must not tell root lies. */
function readOwn(file: string): string {
  try {
    const { uid, mode, size } = statSync(file)
    if (uid !== process.geteuid?.() || (mode & 0o022) !== 0 || size > longestFile) return ''
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** XDG Base Directory Specification: $XDG_CACHE_HOME when absolute, else ~/.cache. */
function defaultFile(): string {
  const folder = process.env.XDG_CACHE_HOME
  return join(folder && isAbsolute(folder) ? folder : join(homedir(), '.cache'), 'portreeve', 'packages.json')
}
