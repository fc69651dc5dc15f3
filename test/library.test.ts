// The library as others import it: every example of docs/library.md is a program that runs.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { run as runProgram } from '../lab/exec.ts'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const server4 = '10.9.0.2'

describe('docs/library.md', () => {
  const text = readFileSync(file('docs/library.md'), 'utf8')
  const blocks = [...text.matchAll(/<!-- (examples\/[a-z-]+\.ts) -->\n```ts\n([\s\S]*?)```/g)]

  test('shows every example, and no other code', () => {
    expect(blocks.map(([, path]) => path).sort()).toEqual(
      readdirSync(file('examples')).map((name) => `examples/${name}`),
    )
    expect(text.match(/```ts/g)).toHaveLength(blocks.length)
  })

  test.each(blocks.map(([, path, code]) => [path!, code!]))('has %s as it is', (path, code) => {
    expect(code).toBe(readFileSync(file(path), 'utf8'))
  })
})

test('every option is in the table of docs/library.md, and nothing else', () => {
  const [, options = ''] =
    /interface ScanOptions \{([\s\S]*?)\n\}/.exec(readFileSync(file('src/prepare/options.ts'), 'utf8')) ?? []
  const fields = [...options.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name)
  const [chapter = ''] = readFileSync(file('docs/library.md'), 'utf8').split('## Ending early')
  const rows = chapter.matchAll(/^\| (`[^|]*) \|/gm)
  const documented = [...rows].flatMap(([, names]) => [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  expect(documented.sort()).toEqual([...fields.filter((name) => name !== 'targets'), 'signal'].sort())
})

/** Everything that is exported, used as its types say and, three times, as they forbid. */
const strictProgram = `
import { type Category, type CheckRecord, type Explanation, explain, type Listener, listeners, OperationError } from 'portreeve'
import { type Observation, type Progress, type Scan, type ScanOptions, type ScanRecord, type ScanSummary, scan, UsageError } from 'portreeve'
const options: ScanOptions = { ports: '22', signal: AbortSignal.abort(), rate: 'max', shard: { index: 0, count: 1 }, seed: undefined }
const run: Scan = scan(['127.0.0.1'], options)
for await (const record of run) {
  const { port, service, category }: ScanRecord = record
  const known: Category = category
  console.log(port.toFixed(), known, service?.cpe.length)
  // @ts-expect-error a record is not just anything
  console.log(record.ports)
}
const summary: ScanSummary = await run.summary
const progress: Progress | undefined = run.progress
const known: readonly Explanation[] = await explain('22/tcp')
const all: readonly Listener[] = await listeners({ allNetns: false })
const firewall = (record: CheckRecord, seen: Observation) => [record.firewall?.[0]?.verdict, seen.reason]
// @ts-expect-error a pace is one of two words
export const mistaken: ScanOptions = { pace: 'fastest' }
// @ts-expect-error there is no such option
export const misspelt: ScanOptions = { port: '22' }
console.log(summary.complete, progress?.done, known[0]?.name, all.length, firewall.length, UsageError.name, OperationError.name)
`

test('a fresh folder compiles strictly against the package as built, and runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-library-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  symlinkSync(file('.'), join(folder, 'node_modules/portreeve'))
  symlinkSync(file('node_modules/@types/node'), join(folder, 'node_modules/@types/node'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'program.ts'), strictProgram)
  const tsc = file('node_modules/typescript/bin/tsc')
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
  // The declarations of others take a minute to check on a busy machine; what is wrong in ours shows where it is used.
  const target = ['--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--skipLibCheck']
  await runProgram(process.execPath, [tsc, ...strict, ...target, 'program.ts'], { cwd: folder })
  const { stdout } = await runProgram(process.execPath, ['program.js'], { cwd: folder })
  expect(stdout).toMatch(/^false 0 ssh \d+ 2 UsageError OperationError\n$/)
})

labSuite('the examples', () => {
  let lab: Lab
  let client: Host
  let server: Host

  beforeAll(async () => {
    lab = await createLab('library')
    ;({ client, server } = await pair(lab))
    await server.listen({ tcp: [22, 80, 6379], udp: [53] })
    await server.unlimitIcmp()
    await server.block({ tcp: { '30000-60000': 'drop' } })
  })
  afterAll(() => lab.destroy())

  async function run(host: Host, example: string, ...args: string[]): Promise<string[]> {
    const { code, stdout, stderr } = await host.node(file(`examples/${example}.ts`), args)
    expect([code, stderr]).toEqual([0, ''])
    return stdout.trim().split('\n')
  }

  test('scan streams records and ends with the sum', async () => {
    const lines = await run(client, 'scan', server4)
    const found = lines.slice(0, -1).map((line) => line.split(': ')[0])
    expect(found.sort()).toEqual(
      [
        `${server4} 22/tcp administrative`,
        // The lab's UDP sockets say what they were told: whatever their port, they speak echo.
        `${server4} 53/udp risky`,
        `${server4} 6379/tcp risky`,
        `${server4} 80/tcp normal`,
      ].sort(),
    )
    expect(lines.at(-1)).toBe('1003 probed, 4 open, complete')
  })

  test('a scan is ended by its signal', async () => {
    const lines = await run(client, 'abort', server4, '10.9.0.1')
    expect(lines).toContain(`${server4} 6379 redis risky`)
    expect(lines.at(-1)).toBe('ended early, some endpoints without a state')
  })

  test('mistakes are UsageErrors', async () => {
    expect(await run(client, 'errors', server4)).toEqual([`${server4} 22`])
    const [line] = await run(client, 'errors', '10.0.0.300')
    expect(line).toMatch(/^not asked right: target 1 "10\.0\.0\.300": /)
    expect(await run(client, 'errors')).toEqual([expect.stringMatching(/^not asked right: no target/)])
  })

  test('listeners and explain', async () => {
    const lines = await run(server, 'listeners')
    expect(lines).toContain(':: 22/tcp node (root) is usually ssh')
    expect(lines).toContain(':: 53/udp node (root) is usually dns')
    const explained = await run(client, 'explain', '23/tcp')
    expect(explained[0]).toBe('23/tcp telnet is risky')
    expect(explained.at(-1)).toBe('  instead: ssh')
  })

  /** Programs too small for the documentation. */
  describe('besides', () => {
    async function program(code: string): Promise<string> {
      const body = `import('portreeve').then(async ({ scan, identify, UsageError }) => {${code}})`
      const {
        code: exit,
        stdout,
        stderr,
      } = await client.exec(process.execPath, ['-e', body], {
        cwd: file('.'),
        anyExit: true,
      })
      expect([exit, stderr]).toEqual([0, ''])
      return stdout.trim()
    }

    test('breaking out of the loop ends the scan, and the process with it', async () => {
      const out = await program(`
        for await (const { port } of scan('${server4}', { ports: '1-20000', rate: 100, allStates: true })) {
          console.log(typeof port)
          break
        }`)
      expect(out).toBe('number')
    })

    test('a loop that was left has a summary that claims nothing, and is not walked again', async () => {
      const out = await program(`
        const run = scan('${server4}', { ports: '1-20000', rate: 100, allStates: true })
        for await (const { port } of run) break
        const { complete, unprobed } = await run.summary
        for await (const { port } of run) console.log('again', port)
        console.log(complete, unprobed > 0)`)
      expect(out).toBe('false true')
    })

    test('numbers that make no sense are UsageErrors', async () => {
      const out = await program(`
        try { for await (const _ of scan('${server4}', { retries: -1 })); }
        catch (error) { console.log(error instanceof UsageError, error.message) }`)
      expect(out).toBe('true retries -1 is impossible: a whole number from 0 to 10')
    })

    test('a signal that is aborted already sends nothing and gives a summary', async () => {
      const out = await program(`
        const run = scan('${server4}', { ports: '22', signal: AbortSignal.abort() })
        for await (const record of run) console.log('record', record.port)
        const { complete, probesSent } = await run.summary
        console.log(complete, probesSent)`)
      expect(out).toBe('false 0')
    })

    test('the summary rejects with the error of the iteration, and brings nobody down', async () => {
      const out = await program(`
        const run = scan('${server4}', { ports: 'nosuchservice' })
        const seen = []
        try { for await (const _ of run); } catch (error) { seen.push(error) }
        await run.summary.catch((error) => seen.push(error))
        console.log(seen.length, seen[0] === seen[1], seen[0] instanceof UsageError)`)
      expect(out).toBe('2 true true')
    })

    test('identify asks named endpoints, open or not', async () => {
      const out = await program(`
        const run = identify('${server4}:22,2', { intensity: 1 })
        for await (const { port, state, service } of run) console.log(port, state, service?.evidence.behaviour)
        console.log((await run.summary).complete)`)
      const lines = out.split('\n')
      expect([lines.slice(0, -1).sort(), lines.at(-1)]).toEqual([
        ['2 closed undefined', expect.stringMatching(/^22 open /)],
        'true',
      ])
    })

    test('progress rises to the total', async () => {
      const out = await program(`
        const run = scan('${server4}', { ports: '1-100' })
        const before = run.progress
        for await (const _ of run);
        console.log(before, run.progress.done, run.progress.total)`)
      expect(out).toBe('undefined 100 100')
    })
  })
})
