import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import type { LoadedConfig } from './loaded-config.ts'

/** Where the file is looked for. */
export interface ConfigPlaces {
  readonly directory: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string | undefined
}

const fileName = 'portreeve.yaml'

/** Room for about 10,000 networks; the YAML parser takes some seconds for the worst text of this length. */
export const mostBytes = 2 ** 18

/**
 * Reads the named file, or `portreeve.yaml` in the working directory, else `$XDG_CONFIG_HOME/portreeve/portreeve.yaml`.
 * Undefined when nothing was named and neither exists. The first that exists counts alone; they are not merged.
 * Throws UsageError with file, line and column when it is not as the schema says.
 */
export async function loadConfig(
  file?: string,
  places: ConfigPlaces = placesFrom(workingDirectory()),
): Promise<LoadedConfig | undefined> {
  const candidates = file === undefined ? usualFiles(places) : [{ path: file, name: file }]
  for (const { path, name } of candidates) {
    const bytes = await readBounded(path, name)
    if (bytes === undefined) continue
    // zod and yaml cost 100 ms to load, which only who has a file pays.
    const { parseConfig } = await import('./parse.ts')
    return parseConfig(bytes, name)
  }
  if (file !== undefined) throw new UsageError(`there is no configuration file ${JSON.stringify(file)}`)
  return undefined
}

/** Where it is looked for by whoever works in a directory. */
export function placesFrom(directory: string | undefined): ConfigPlaces {
  return { directory, environment: process.env, home: known(homedir) }
}

/** Undefined when it has been deleted. */
export function workingDirectory(): string | undefined {
  return known(process.cwd)
}

/** A working directory can be deleted, and a user without HOME and without an entry in passwd has no home: both calls then throw. */
function known(place: () => string): string | undefined {
  try {
    return place()
  } catch {
    return undefined
  }
}

/** Relative values of XDG_CONFIG_HOME are to be ignored (XDG Base Directory Specification 0.8, "Basics"). */
function usualFiles({ directory, environment, home }: ConfigPlaces): { path: string; name: string }[] {
  const here = directory === undefined ? [] : [{ path: join(directory, fileName), name: fileName }]
  const xdg = environment.XDG_CONFIG_HOME
  const base = xdg?.startsWith('/') ? xdg : home && join(home, '.config')
  if (!base) return here
  const shared = join(base, 'portreeve', fileName)
  return [...here, { path: shared, name: shared }]
}

/** Undefined when there is no such file. Never reads more than the bound, even from a pipe or device. */
async function readBounded(path: string, name: string): Promise<Uint8Array | undefined> {
  try {
    const handle = await open(path)
    try {
      return await readUpTo(handle, name)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UsageError(`cannot read the configuration file ${JSON.stringify(name)}: ${code}`)
  }
}

async function readUpTo(handle: Awaited<ReturnType<typeof open>>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536)
    if (bytesRead === 0) return Buffer.concat(chunks)
    chunks.push(buffer.subarray(0, bytesRead))
    length += bytesRead
    if (length > mostBytes)
      throw new UsageError(`the configuration file ${JSON.stringify(name)} is larger than 256 KiB`)
  }
}
