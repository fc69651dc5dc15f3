import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { SetupError } from './run-quietly.mjs'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Makes the tree ready, in order, doing only what is not done yet; several processes may ask for it at once.
 * Ends the process with code 3 and one clear text when a step fails.
 * @param {{ build: boolean | 'always' }} wanted
 */
export async function setUp(wanted) {
  try {
    await withLock(join(root, '.cache/setup.lock'), async () => {
      await ensureInstalled(root)
      if (wanted.build === 'always') await build(root)
      else if (wanted.build) await ensureBuilt(root)
    })
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.stderr.write(`portreeve: ${error.message}\n`)
    process.exit(3)
  }
}
