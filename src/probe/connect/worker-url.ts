import { existsSync } from 'node:fs'

/** The folder of the entry, as seen from wherever a bundler may put this code. */
const folders = ['./', './connect/', './probe/connect/', '../probe/connect/', '../../probe/connect/']

/**
 * Where the entry of the worker is. From source it stands beside this file; in dist this code is in a chunk whose folder the
 * bundler picks, and the entry is always dist/probe/connect/worker.js.
 */
export function workerUrl(here = import.meta.url): URL {
  if (here.endsWith('.ts')) return new URL('./worker.ts', here)
  const extension = here.slice(here.lastIndexOf('.'))
  const found = folders.map((folder) => new URL(`${folder}worker${extension}`, here)).find((url) => existsSync(url))
  if (found === undefined) throw new Error(`probe/connect/worker${extension} is missing: looked around ${here}`)
  return found
}
