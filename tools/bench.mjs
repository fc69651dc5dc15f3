// npm run bench [words]: builds, then measures Portreeve and its rivals side by side. Needs root for the namespaces.
// npm run bench:identify [daemons]: the same for what they say of services.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** @param {string[]} args */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

node('tools/start.mjs', '--version')
const [first, ...rest] = process.argv.slice(2)
if (first === 'identify') node('--import', 'tsx', 'bench/identify.ts', ...rest)
else node('--import', 'tsx', 'bench/run.ts', ...process.argv.slice(2))
