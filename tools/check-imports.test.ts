import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Checks a small tree of sources: the exit code and the lines printed. */
function checkImports(files: Readonly<Record<string, string>>) {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache/imports-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const settings = { 'tsconfig.json': '{ "compilerOptions": { "module": "ESNext", "moduleResolution": "Bundler" } }' }
  for (const [name, text] of Object.entries({ ...settings, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'tools/check-imports.mjs'), folder], {
    encoding: 'utf8',
  })
  return { code: status, lines: `${stdout}${stderr}`.trim().split('\n').sort() }
}

const imports = (path: string) => `import { x } from '${path}'\nexport const y = x\n`
const value = 'export const x = 1\n'

test('what the table allows passes', () => {
  expect(checkImports({ 'src/model/a.ts': value, 'src/targets/b.ts': imports('../model/a.ts') })).toEqual({
    code: 0,
    lines: ['2 modules, no violations'],
  })
})

test('what it forbids is named: stages, the library, the command line, types, cycles, new folders, missing files', () => {
  const { code, lines } = checkImports({
    'src/model/a.ts': imports('../lib/x.ts'),
    'src/lib/x.ts': value,
    'src/lib/loop.ts': imports('./pool.ts').replace('y = x', 'x = 2'),
    'src/lib/pool.ts': imports('./loop.ts').replace('y = x', 'x = 3'),
    'src/libc/c.ts': value,
    'src/report/b.ts': `import type { x } from '../targets/t.ts'\nexport type Y = typeof x\n`,
    'src/targets/t.ts': value,
    'src/pipeline.ts': `${imports('./cli/main.ts')}export * from './libc/c.ts'\n`,
    'src/cli/main.ts': value,
    'src/probe/p.ts': imports('../probe/absent.ts'),
    'src/novel/n.ts': imports('../lib/x.ts'),
  })
  expect(code).toBe(1)
  expect(lines).toEqual([
    'every-folder-has-a-row: src/novel/n.ts → src/lib/x.ts',
    'found: src/probe/p.ts → ../probe/absent.ts',
    'libc-only-for-some: src/pipeline.ts → src/libc/c.ts',
    'model-imports-only: src/model/a.ts → src/lib/x.ts',
    'no-cycles: src/lib/loop.ts → src/lib/pool.ts',
    'nobody-imports-cli-or-server: src/pipeline.ts → src/cli/main.ts',
    'report-imports-only: src/report/b.ts → src/targets/t.ts',
  ])
})
