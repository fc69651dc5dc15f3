import { spawn } from 'node:child_process'
import { SetupError } from './run-quietly.mjs'

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {readonly string[]} run words after `node`
 * @property {RegExp} [mustFind] it has to fail, with output like this
 */

const oxlint = ['node_modules/oxlint/bin/oxlint', '--type-aware']

/** @type {readonly Check[]} */
const checks = [
  { name: 'generate', run: ['tools/generate.mjs'] },
  { name: 'types', run: ['node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false'] },
  { name: 'lint', run: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--max-diagnostics=20', '.'] },
  {
    name: 'promises (the lint finds a planted mistake)',
    run: [...oxlint, 'tools/fixtures/floating-promise.ts'],
    mustFind: /no-floating-promises/,
  },
  { name: 'promises', run: [...oxlint, '--ignore-pattern', 'tools/fixtures', 'src', 'lab', 'test', 'bench', 'tools'] },
  { name: 'imports', run: ['tools/check-imports.mjs'] },
  { name: 'fuzz tests', run: ['tools/check-fuzz.mjs'] },
  { name: 'unused code', run: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
  { name: 'schemas are fresh', run: ['tools/gen-schemas.mjs', '--check'] },
]

/** All checks, or those whose names begin with one of these words. @param {readonly string[]} words */
export function chosenChecks(words) {
  if (words.length === 0) return checks
  return checks.filter(({ name }) => words.some((word) => name.startsWith(word)))
}

/**
 * @param {Check} check
 * @param {string} cwd
 * @returns {Promise<{ passed: boolean, seconds: number, output: string }>}
 */
export async function runCheck({ run, mustFind }, cwd) {
  const started = performance.now()
  const child = spawn(process.execPath, run, {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new SetupError(`node ${run.join(' ')}: ${error.message}`)))
    child.once('close', resolve)
  })
  const passed = mustFind === undefined ? code === 0 : code !== 0 && mustFind.test(output)
  return { passed, seconds: (performance.now() - started) / 1000, output: output.trim() }
}
