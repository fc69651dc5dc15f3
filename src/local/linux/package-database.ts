import { statSync } from 'node:fs'
import { decodeDpkgSearch, decodeRpmQuery } from './package-answers.ts'

/** Package by path, null for a file that no package owns. A path that could not be asked about is absent. */
export type PackageOwners = ReadonlyMap<string, string | null>

export interface PackageDatabase {
  /** Changes whenever a package is installed or removed. */
  readonly stamp: string
  ownersOf(paths: readonly string[]): Promise<PackageOwners>
}

/** Paths in one question: far below what a command line holds, even with two spellings each. */
const mostPaths = 200
const longestAnswer = 32 * 1024 * 1024
const patienceMs = 10_000

const rpmFiles = ['/var/lib/rpm/rpmdb.sqlite', '/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/rpm/Packages']

/** The one whose files are there; null for a system of another kind. */
export function findPackageDatabase(): PackageDatabase | null {
  const dpkg = stampOf('/var/lib/dpkg/status')
  if (dpkg !== null) return { stamp: `dpkg ${dpkg}`, ownersOf: inBatches(askDpkg) }
  for (const file of rpmFiles) {
    const rpm = stampOf(file)
    if (rpm !== null) return { stamp: `rpm ${rpm}`, ownersOf: inBatches(askRpm) }
  }
  return null
}

function inBatches(ask: (paths: readonly string[]) => Promise<PackageOwners>): PackageDatabase['ownersOf'] {
  return async (paths) => {
    const owners = new Map<string, string | null>()
    for (let start = 0; start < paths.length; start += mostPaths) {
      for (const [path, owner] of await ask(paths.slice(start, start + mostPaths))) owners.set(path, owner)
    }
    return owners
  }
}

async function askDpkg(paths: readonly string[]): Promise<PackageOwners> {
  // Where /bin is a link to /usr/bin, a package may list a file under either name.
  const spellings = paths.flatMap((path) => spellingsOf(path).map(literalPattern))
  const answer = await outputOf('dpkg-query', ['--search', '--', ...spellings])
  if (answer === null) return new Map()
  const owners = decodeDpkgSearch(answer)
  return new Map(paths.map((path) => [path, firstOwner(spellingsOf(path), owners)]))
}

async function askRpm(paths: readonly string[]): Promise<PackageOwners> {
  const answer = await outputOf('rpm', [
    '--query',
    '--queryformat',
    '[%{FILENAMES}\\t%{NAME}\\n]',
    '--file',
    '--',
    ...paths,
  ])
  if (answer === null) return new Map()
  const owners = decodeRpmQuery(answer, new Set(paths.flatMap(spellingsOf)))
  return new Map(paths.map((path) => [path, firstOwner(spellingsOf(path), owners)]))
}

function firstOwner(spellings: readonly string[], owners: ReadonlyMap<string, string>): string | null {
  for (const spelling of spellings) {
    const owner = owners.get(spelling)
    if (owner !== undefined) return owner
  }
  return null
}

/** The path itself, and what it is called on the other side of merged /usr. */
function spellingsOf(path: string): string[] {
  if (/^\/usr\/(?:s?bin|lib[^/]*)\//.test(path)) return [path, path.slice('/usr'.length)]
  if (/^\/(?:s?bin|lib[^/]*)\//.test(path)) return [path, `/usr${path}`]
  return [path]
}

/** dpkg takes what it is asked for as a pattern of fnmatch(3). */
function literalPattern(path: string): string {
  return path.replace(/[\\*?[\]]/g, '\\$&')
}

/** What a program prints, whatever its exit code; null when it could not run to its end. */
async function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  // Answers are kept: most listings ask nothing, and need not load it.
  const { execFile } = await import('node:child_process')
  const options = { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: longestAnswer, timeout: patienceMs }
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout) => {
      // An exit code says how many (rpm) or that some (dpkg) files have no owner; anything else is a failure to ask.
      resolve(error !== null && typeof error.code !== 'number' ? null : stdout)
    })
  })
}

/** Null when there is no such file. */
function stampOf(file: string): string | null {
  try {
    const { mtimeMs, size } = statSync(file)
    return `${file} ${mtimeMs} ${size}`
  } catch {
    return null
  }
}
