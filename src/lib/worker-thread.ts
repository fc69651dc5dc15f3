import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Files of src, without `.ts`, that worker threads start with. The build makes a file of each (tsdown.config.ts). */
export type WorkerEntry =
  | 'local/linux/walk-worker'
  | 'probe/connect/worker'
  | 'probe/raw/worker'
  | 'confined/launcher'
  | 'identify/apart/worker'

/** The root of the code as seen from this file, and in dist from a chunk, whose folder the bundler picks. */
const roots = ['../', './', '../../']

/** @throws Error when the entry is not there, or the system has no room for a thread */
export function startWorker(entry: WorkerEntry, options: WorkerOptions = {}): Worker {
  const here = import.meta.url
  const extension = here.slice(here.lastIndexOf('.'))
  const url = codeFile(`${entry}${extension}`)
  if (url === null) throw new Error(`${entry}${extension} is missing: looked around ${here}`)
  return extension === '.ts' ? startSource(url, options) : new Worker(url, options)
}

/** A file of the code by its path below src, or below dist in what is built. Null when it is not there. */
export function codeFile(path: string): URL | null {
  return roots.map((root) => new URL(`${root}${path}`, import.meta.url)).find((each) => existsSync(each)) ?? null
}

/** A worker inherits no loader from --import on Node 20: run from source it has to register tsx by itself. */
function startSource(url: URL, options: WorkerOptions): Worker {
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/cjs$/, 'mjs')
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}) })`
  return new Worker(code, { ...options, eval: true })
}
