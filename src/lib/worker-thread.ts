import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** Files of src, without `.ts`, that worker threads start with. The build makes a file of each (tsdown.config.ts). */
export type WorkerEntry = 'local/linux/walk-worker' | 'probe/connect/worker' | 'probe/raw/worker'

/** The root of the code as seen from this file, and in dist from a chunk, whose folder the bundler picks. */
const roots = ['../', './', '../../']

/** @throws Error when the entry is not there, or the system has no room for a thread */
export function startWorker(entry: WorkerEntry, options: WorkerOptions = {}): Worker {
  const here = import.meta.url
  const extension = here.slice(here.lastIndexOf('.'))
  const url = roots.map((root) => new URL(`${root}${entry}${extension}`, here)).find((each) => existsSync(each))
  if (url === undefined) throw new Error(`${entry}${extension} is missing: looked around ${here}`)
  return extension === '.ts' ? startSource(url, options) : new Worker(url, options)
}

/** A worker inherits no loader from --import on Node 20: run from source it has to register tsx by itself. */
function startSource(url: URL, options: WorkerOptions): Worker {
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/cjs$/, 'mjs')
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}) })`
  return new Worker(code, { ...options, eval: true })
}
