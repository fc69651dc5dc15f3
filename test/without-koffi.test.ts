// Where koffi has no native part (musl, rare processors): everything that can go on does, and says what is missing.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { portreeve, recordsOf } from './cli-program.ts'

const preload = `const Module = require('node:module')
const load = Module._load
Module._load = function (request, ...rest) {
  if (request === 'koffi') throw new Error('Cannot find the native Koffi module')
  return load.call(this, request, ...rest)
}`
const why = 'koffi cannot be loaded: Cannot find the native Koffi module'

labSuite('without koffi', () => {
  let lab: Lab
  let host: Host
  beforeAll(async () => {
    lab = await createLab('nokoffi')
    host = await lab.host('a')
    await host.listen({ tcp: [8080] })
    writeFileSync(join(lab.directory, 'preload.cjs'), preload)
  })
  afterAll(() => lab.destroy())

  const run = (...args: string[]) =>
    portreeve(host, args, { env: { NODE_OPTIONS: `--require ${lab.directory}/preload.cjs` } })

  test('scan makes connections by Node, and says so', async () => {
    const { code, stdout, stderr } = await run('scan', '127.0.0.1', '-p', '8080,8081', '--no-service', '-f', 'jsonl')
    expect([code, recordsOf(stdout)]).toEqual([0, [expect.objectContaining({ port: 8080, state: 'open' })]])
    expect(stderr).toMatch(`portreeve: scanning by connections, for the raw engine needs the C library, and ${why}\n`)
    expect(stderr).toMatch(`portreeve: note: connections are made by Node itself, which tells less: ${why}\n`)
  })

  test('what needs packets is refused in one line', async () => {
    const { code, stderr } = await run('scan', '127.0.0.1', '-sS')
    expect([code, stderr]).toEqual([
      2,
      `portreeve: --engine raw needs the C library, and ${why}; use --engine connect (-sT)\n`,
    ])
  })

  test('ports reads /proc/net, and says so', async () => {
    const { code, stdout } = await run('ports', '-f', 'json')
    const { records, summary } = JSON.parse(stdout) as { records: unknown[]; summary: { notes: string[] } }
    expect([code, records]).toEqual([0, [expect.objectContaining({ port: 8080, process: null })]])
    expect(summary.notes).toContain(`read from /proc/net, which tells less, and without processes: ${why}`)
  })
})
