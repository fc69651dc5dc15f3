import { existsSync } from 'node:fs'

/**
 * Where the entry of the worker is. From source it stands beside this file; in dist this code is in a chunk whose folder the
 * bundler picks, and the entry is always dist/probe/connect/worker.js.
 */
export function workerUrl(here = import.meta.url): URL {
  if (here.endsWith('.ts')) return new URL('./worker.ts', here)
  const candidates = ['./worker.js', './connect/worker.js', './probe/connect/worker.js', '../probe/connect/worker.js']
  const found = candidates.map((path) => new URL(path, here)).find((url) => existsSync(url))
  if (found === undefined) throw new Error(`probe/connect/worker.js is missing: looked around ${here}`)
  return found
}
