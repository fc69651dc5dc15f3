// npm run check: everything that is checked without running the program. One line a check; what it printed when it fails.
// Ends with `N passed, N failed, N skipped`. Words after `npm run check --` choose checks by name.
import { requireNode } from './setup/node-version.mjs'

requireNode()
const { root, setUp } = await import('./setup/setup.mjs')
const { chosenChecks, runCheck } = await import('./setup/checks.mjs')
// The examples are checked against the library as it is built.
await setUp({ build: true })

const totals = { passed: 0, failed: 0 }
for (const check of chosenChecks(process.argv.slice(2))) {
  const { passed, seconds, output } = await runCheck(check, root)
  console.log(`${passed ? '✓' : '✗'} ${check.name} ${seconds.toFixed(1)} s`)
  if (!passed) console.log(output)
  totals[passed ? 'passed' : 'failed']++
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, 0 skipped`)
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1
