import { existsSync } from 'node:fs'

/** The folder of the engines, as seen from wherever a bundler may put this code. */
const folders = ['../', './', './probe/', '../probe/', '../../probe/']

/**
 * Where the entry of an engine's worker is: src/probe/<engine>/worker.ts, or in dist, where this code is in a chunk whose folder
 * the bundler picks, dist/probe/<engine>/worker.js.
 */
export function workerUrl(engine: 'connect' | 'raw', here = import.meta.url): URL {
  if (here.endsWith('.ts')) return new URL(`../${engine}/worker.ts`, here)
  const entry = `${engine}/worker${here.slice(here.lastIndexOf('.'))}`
  const found = folders.map((folder) => new URL(`${folder}${entry}`, here)).find((url) => existsSync(url))
  if (found === undefined) throw new Error(`probe/${entry} is missing: looked around ${here}`)
  return found
}
