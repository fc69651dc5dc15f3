// Loaded before the program (node --import): tells, on descriptor 3, for how many milliseconds it was probing, from the start of the thread that
// makes the connections to its last word.
import { writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import workers from 'node:worker_threads'

const { Worker } = workers

workers.Worker = class extends Worker {
  /** @param {ConstructorParameters<typeof Worker>} args */
  constructor(...args) {
    super(...args)
    if (!String(args[0]).includes('/probe/connect/worker.')) return
    const start = performance.now()
    let last = start
    this.on('message', () => {
      last = performance.now()
    })
    process.once('exit', () => writeSync(3, `${last - start}\n`))
  }
}
syncBuiltinESMExports()
