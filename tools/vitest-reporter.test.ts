import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Runs vitest with our reporter over files made for it: what it printed, its exit code, and the totals it wrote. */
function runVitest(files: Readonly<Record<string, string>>, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache/reporter-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const config = `import { TotalsReporter } from '${root}/tools/vitest-reporter.ts'
    export default { test: { reporters: [new TotalsReporter()], passWithNoTests: true, include: ['*.case.ts'] } }`
  writeFileSync(join(folder, 'vitest.config.ts'), config)
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.case.ts`), `import { beforeAll, describe, expect, it } from 'vitest'\n${text}`)
  }
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { VITEST: _, PORTREEVE_STRICT_SKIPS: __, PORTREEVE_TOTALS: ___, ...inherited } = process.env
  const run = spawnSync(process.execPath, [vitest, 'run', '--root', folder, ...args], {
    encoding: 'utf8',
    env: { ...inherited, NO_COLOR: '1', ...env },
  })
  return { code: run.status, output: run.stdout.trim(), last: run.stdout.trim().split('\n').at(-1) }
}

const passes = `it('passes', () => {})`
const fails = `it('fails', () => expect(1).toBe(2))`

describe('the last line has the true numbers', () => {
  test.each([
    ['all pass', { a: passes, b: passes }, '2 passed, 0 failed, 0 skipped', 0],
    ['one fails', { a: `${passes}\n${fails}` }, '1 passed, 1 failed, 0 skipped', 1],
    ['a file does not load', { a: passes, b: `throw new Error('no')` }, '1 passed, 1 failed, 0 skipped', 1],
    ['an empty file', { a: passes, b: '' }, '1 passed, 1 failed, 0 skipped', 1],
    [
      'a hook fails: the hook and both tests that could not run',
      { a: `describe('s', () => { beforeAll(() => { throw new Error('no') }); ${passes}; it('too', () => {}) })` },
      '0 passed, 3 failed, 0 skipped',
      1,
    ],
    [
      'an unhandled rejection',
      { a: `it('x', () => { void Promise.reject(new Error('no')) })` },
      '1 passed, 1 failed, 0 skipped',
      1,
    ],
    ['nothing at all', {}, '0 passed, 1 failed, 0 skipped', 1],
  ])('%s', (_, files, line, code) => {
    expect(runVitest(files)).toMatchObject({ last: line, code })
  })
})

test('each failure is named in a line of its own, with the first that its error says', () => {
  const hook = `describe('s', () => { beforeAll(() => { throw new Error('no\\n  way') }); ${passes} })`
  const { output } = runVitest({ a: `${fails}\n${hook}`, b: '', c: `throw new Error('does not load')` })
  const lines = output.split('\n').filter((line) => line.startsWith('failed: '))
  expect(lines.map((line) => line.replace(/^failed: .*(?=[abc]\.case)/, '')).toSorted()).toEqual([
    'a.case.ts: fails (expected 1 to be 2 // Object.is equality)',
    'a.case.ts: s (no way)',
    'a.case.ts: s > passes (did not run)',
    expect.stringMatching(/^b\.case\.ts \(.*\)$/),
    'c.case.ts (does not load)',
  ])
})

test('whatever is thrown is named', () => {
  const thrown = [`new Error('a\\u0000b')`, `Object.assign(new Error('x'), { message: 5 })`, '{ code: 1 }']
  const { output } = runVitest({ a: thrown.map((each, i) => `it('${i}', () => { throw ${each} })`).join('\n') })
  const lines = output.split('\n').filter((line) => line.startsWith('failed: '))
  expect(lines.map((line) => line.slice(line.indexOf('case.ts: ') + 'case.ts: '.length))).toEqual([
    '0 (a b)',
    '1 (5)',
    expect.stringMatching(/^2 \(.*\)$/),
  ])
})

describe('skips', () => {
  const skipping = {
    a: `it('one', (ctx) => ctx.skip('no systemd as PID 1 here'))
        describe.skip('s [skipped: needs root]', () => { it('two', () => {}); it('three', () => {}) })
        it.skip('four', () => {})
        ${passes}`,
  }

  test('are counted and printed with their reasons', () => {
    const { output, last, code } = runVitest(skipping)
    expect(last).toBe('1 passed, 0 failed, 4 skipped')
    expect(code).toBe(0)
    expect(output).toMatch(/skipped, no systemd as PID 1 here:\n .*one\n/)
    expect(output).toMatch(/skipped, needs root:\n .*two\n .*three\n/)
    expect(output).toMatch(/skipped, no reason given:\n .*four\n/)
  })

  test('for other reasons than what the machine lacks fail a strict run', () => {
    const { output, last, code } = runVitest(skipping, [], { PORTREEVE_STRICT_SKIPS: '1' })
    expect([last, code]).toEqual(['1 passed, 3 failed, 1 skipped', 1])
    const refused = output.split('\n').filter((line) => line.startsWith('failed: '))
    expect(refused).toEqual([
      expect.stringMatching(/two \(.*not: needs root\)$/),
      expect.stringMatching(/three \(.*not: needs root\)$/),
      expect.stringMatching(/four \(.*not: no reason given\)$/),
    ])
    expect(output).not.toContain('not: no systemd')
  })

  test('tests that -t leaves out are not skips', () => {
    expect(runVitest({ a: `${passes}\n${fails}` }, ['-t', 'passes']).last).toBe('1 passed, 0 failed, 0 skipped')
  })
})

test('totals go to the file that is asked for, and not to the screen', () => {
  const file = join(mkdtempSync(join(root, '.cache/totals-')), 'totals.json')
  onTestFinished(() => rmSync(join(file, '..'), { recursive: true, force: true }))
  const { output } = runVitest({ a: passes }, [], { PORTREEVE_TOTALS: file })
  expect(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))).toEqual({ passed: 1, failed: 0, skipped: 0 })
  expect(output).not.toContain('passed')
})
