// npm test: installs what the tests need, builds, runs every suite, and ends with `N passed, N failed, N skipped`.
// Words after `npm test --` go to vitest: `npm test -- --project unit src/targets`.
import { requireNode } from './setup/node-version.mjs'

requireNode()
const { setUp } = await import('./setup/setup.mjs')
const { ensureLabPackages } = await import('./setup/lab-packages.mjs')
const { runVitest } = await import('./run-vitest.mjs')
await setUp({ build: true })
await ensureLabPackages()
process.exitCode = await runVitest(process.argv.slice(2))
