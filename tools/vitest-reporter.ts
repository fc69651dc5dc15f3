import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { SerializedError } from 'vitest'
import type { Reporter, TestCase, TestModule, TestRunEndReason, TestSuite } from 'vitest/node'
import { isAllowedSkip } from './allowed-skips.mjs'

export interface Totals {
  passed: number
  failed: number
  skipped: number
}

/** Characters of an error's message in the line of a failure. */
const longestMessage = 300

/** How one test ended, as the totals count it. */
export interface Ending {
  readonly result: keyof Totals | 'unselected'
  readonly reason?: string
}

/**
 * Prints each skip with its reason, each failure in one line (`failed: …`, which .ci/run repeats at its end), and the true totals. With PORTREEVE_TOTALS set they are written to that file as
 * JSON (`npm test` prints them as its last line). With PORTREEVE_STRICT_SKIPS set, a skip for another reason than
 * what a kernel or machine may lack counts as failed.
 */
export class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: TestRunEndReason): void {
    if (reason === 'interrupted') {
      console.log('\ninterrupted: no totals')
      return
    }
    const failures = [...unhandled.map((error) => failure('outside any test', [error])), ...modules.flatMap(failuresOf)]
    const totals: Totals = { passed: 0, failed: failures.length, skipped: 0 }
    const skips = new Map<string, string[]>()
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const ending = endingOf(test)
      if (ending.result === 'passed') totals.passed++
      if (ending.result !== 'skipped') continue
      totals.skipped++
      const reason = ending.reason ?? 'no reason given'
      skips.set(reason, [...(skips.get(reason) ?? []), nameOf(test)])
    }
    if (failures.length > 0) console.log(`\n${failures.join('\n')}`)
    printSkips(skips)
    if (process.env.PORTREEVE_STRICT_SKIPS) refuseSkips(skips, totals)
    if (totals.passed + totals.failed + totals.skipped === 0) totals.failed = 1
    if (totals.failed > 0) process.exitCode = 1
    if (process.env.PORTREEVE_TOTALS) writeFileSync(process.env.PORTREEVE_TOTALS, JSON.stringify(totals))
    else console.log(`\n${lineOf(totals)}`)
  }
}

export function lineOf({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** A test that was to run and did not (its suite's hook failed, or it never ended) has failed. */
export function endingOf(test: TestCase): Ending {
  const result = test.result()
  if (result.state === 'passed' || result.state === 'failed') return { result: result.state }
  if (result.state === 'pending') return { result: 'failed' }
  const reason = result.note ?? reasonInNames(test)
  if (reason !== undefined) return { result: 'skipped', reason }
  if (ancestors(test).some((each) => each.errors().length > 0)) return { result: 'failed' }
  // `-t` leaves out tests by marking them as skipped.
  if (test.project.config.testNamePattern !== undefined) return { result: 'unselected' }
  return { result: 'skipped' }
}

/** lab/suite.ts puts the reason into the name of a suite that cannot run here. */
function reasonInNames(test: TestCase): string | undefined {
  const names = [test.name, ...ancestors(test).flatMap((each) => (each.type === 'suite' ? [each.name] : []))]
  return names.map((name) => /\[skipped: (.*)\]/.exec(name)?.[1]).find((reason) => reason !== undefined)
}

type Failed = TestModule | TestSuite | TestCase

function nameOf(what: Failed): string {
  const file = relative(process.cwd(), (what.type === 'module' ? what : what.module).moduleId)
  return what.type === 'module' ? file : `${file}: ${what.fullName}`
}

/** A file that did not load or has no tests, or a hook that failed, is a failure of its own beside those of its tests. */
function failuresOf(module: TestModule): string[] {
  const tests = [...module.children.allTests()]
  const broken = [module, ...module.children.allSuites()].filter((each) => each.errors().length > 0)
  return [
    ...broken.map((each) => failure(nameOf(each), each.errors())),
    ...(tests.length === 0 && module.errors().length === 0 ? [failure(nameOf(module), [{ message: 'no tests' }])] : []),
    ...tests
      .filter((test) => endingOf(test).result === 'failed')
      .map((test) => failure(nameOf(test), test.result().errors ?? [])),
  ]
}

/** One line, whatever was thrown. */
function failure(what: string, errors: readonly { readonly message?: unknown }[]): string {
  const [first] = errors
  const says = first === undefined ? 'did not run' : String(first.message ?? 'no message')
  return `failed: ${what} (${says.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, longestMessage)})`
}

function ancestors(test: TestCase): (TestSuite | TestModule)[] {
  const found: (TestSuite | TestModule)[] = []
  for (let parent: TestSuite | TestModule = test.parent; ; parent = parent.parent) {
    found.push(parent)
    if (parent.type === 'module') return found
  }
}

function printSkips(skips: ReadonlyMap<string, readonly string[]>): void {
  for (const [reason, tests] of skips) {
    console.log(`\nskipped, ${reason}:`)
    for (const test of tests) console.log(`  ${test}`)
  }
}

function refuseSkips(skips: ReadonlyMap<string, readonly string[]>, totals: Totals): void {
  for (const [reason, tests] of skips) {
    if (isAllowedSkip(reason)) continue
    console.log()
    for (const test of tests)
      console.log(
        failure(test, [{ message: `as root only what the kernel or machine lacks may be skipped, not: ${reason}` }]),
      )
    totals.skipped -= tests.length
    totals.failed += tests.length
  }
}
