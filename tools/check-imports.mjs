// Holds the imports against the table in .dependency-cruiser.cjs. `node tools/check-imports.mjs [folder]`
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = resolve(process.argv[2] ?? root)
const roots = ['src', 'lab', 'tools', 'bench', 'test'].filter((name) => existsSync(join(folder, name)))

/** @typedef {{ summary: { violations: { rule: { name: string }, from: string, to: string, comment?: string }[] }, modules: { source: string }[] }} Cruise */

/** @returns {Cruise} */
function cruise() {
  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [depcruise, '--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...roots]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (!stdout.startsWith('{')) throw new Error(stderr || stdout)
  return JSON.parse(stdout)
}

const { summary, modules } = cruise()
const sources = readdirSync(join(folder, 'src'), { recursive: true }).filter((file) => String(file).endsWith('.ts'))
const seen = modules.filter(({ source }) => source.startsWith('src/')).length

for (const { rule, from, to } of summary.violations) console.log(`${rule.name}: ${from} → ${to}`)
// With a compiler that it does not understand, the cruiser sees nothing, and so finds nothing wrong.
if (seen < sources.length) console.log(`saw ${seen} modules in src, of ${sources.length} files`)
if (summary.violations.length > 0 || seen < sources.length) process.exitCode = 1
else console.log(`${seen} modules, no violations`)
