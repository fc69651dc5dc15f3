import { extname } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { formats } from './formats.gen.ts'
import type { Format } from './types.ts'

const loaders: Readonly<Record<string, () => Promise<Format>>> = formats

/** Every format that there is, by id. */
export const formatIds: readonly string[] = Object.keys(formats)

/** Loads a format by its id; UsageError that lists the known ones. */
export async function loadFormat(id: string): Promise<Format> {
  if (!Object.hasOwn(loaders, id)) {
    throw new UsageError(`unknown format ${JSON.stringify(id)}; known: ${formatIds.join(', ')}`)
  }
  return loaders[id]!()
}

/** Where a report goes: `path` null is standard output. */
export interface OutputSpec {
  readonly format: string
  readonly path: string | null
}

/**
 * Reads the argument of `-o`: `report.html` (format by extension) or `csv:anything` (format named); the path `-` (or
 * `/dev/stdout`) is standard output. Only a known format's name counts as a prefix, so that a path may hold colons. UsageError when no format fits.
 */
export async function parseOutputSpec(text: string): Promise<OutputSpec> {
  const colon = text.indexOf(':')
  const prefix = text.slice(0, Math.max(0, colon))
  const named = Object.hasOwn(loaders, prefix)
  const path = named ? text.slice(colon + 1) : text
  if (path === '') throw new UsageError(`-o ${JSON.stringify(text)}: a file name is missing`)
  const format = named ? prefix : await formatOfExtension(text)
  return { format, path: path === '-' || path === '/dev/stdout' ? null : path }
}

async function formatOfExtension(path: string): Promise<string> {
  const extension = extname(path).toLowerCase()
  const known = await Promise.all(formatIds.map(loadFormat))
  const match = known.find(({ extensions }) => extensions.includes(extension))
  if (match !== undefined) return match.id
  const endings = known.flatMap(({ extensions }) => extensions).join(', ')
  throw new UsageError(
    `-o ${JSON.stringify(path)}: no format has this ending; use one of ${endings}, or name the format as in csv:${path}`,
  )
}
