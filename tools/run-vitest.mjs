import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './setup/setup.mjs'

/**
 * Runs vitest and prints the totals as the last line. A run that ended before it could count is one failure.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code: 0 only when nothing failed
 */
export async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-totals-'))
  const file = join(folder, 'totals.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORTREEVE_TOTALS: file },
  })
  const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of stopSignals) process.on(signal, () => child.kill(signal))
  const code = await new Promise((resolve) => child.once('close', resolve))

  /** @type {{ passed: number, failed: number, skipped: number }} */
  const totals = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
  rmSync(folder, { recursive: true, force: true })
  // Vitest may find a failure that we do not see (a worker that does not end); then no line may look green.
  if (code !== 0 && totals.failed === 0) totals.failed = 1
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  return totals.failed === 0 ? 0 : 1
}
