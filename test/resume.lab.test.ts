// kill -9 at moments nobody chose, and Ctrl-C: `scan --resume` goes on, passes nothing over, and asks for next to nothing twice.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'
import type { KeptState } from '../src/model/scan-state.ts'
import { countPackets, mainFile, portreeve, recordsOf } from './cli-program.ts'

/** 200 take some seven minutes: PORTREEVE_KILLS=200. */
const kills = Number(process.env.PORTREEVE_KILLS ?? 8)
/** What a run gets before it is killed, in ms: start, the first save, and then some. */
const [shortest, longest] = [300, 2500]
const patienceMs = 110_000 + kills * 5000
/** So slow that it is not through before. */
const rate = kills > 50 ? 150 : 1000
const openPorts = [5, 400, 4000, 9000, 14_000, 19_999]

labSuite('resume', () => {
  let lab: Lab
  let client: Host
  let server: Host
  let state = ''

  beforeAll(async () => {
    lab = await createLab('resume')
    ;({ client, server } = await pair(lab))
    await server.listen({ tcp: openPorts })
  })
  afterAll(() => lab.destroy())
  beforeEach(() => {
    state = join(lab.directory, 'state')
    rmSync(state, { recursive: true, force: true })
    mkdirSync(state)
  })

  const folder = () => join(state, 'portreeve', 'scans')
  const ids = () => (existsSync(folder()) ? readdirSync(folder()).filter((name) => !name.startsWith('.')) : [])
  const run = (...args: string[]) =>
    portreeve(client, args, { cwd: lab.directory, env: { XDG_STATE_HOME: state }, timeoutMs: patienceMs })

  /** Starts the program, and ends it by a signal when `until` says so. Gives how it ended. */
  async function broken(
    args: readonly string[],
    signal: NodeJS.Signals,
    until: (alive: () => boolean) => Promise<void>,
  ) {
    const [command = '', ...words] = [...client.prefix(), process.execPath, mainFile, ...args]
    const env = { ...process.env, XDG_STATE_HOME: state }
    const child = spawn(command, words, { cwd: lab.directory, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const printed = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
    const end = new Promise<number | string>((resolve) => child.once('close', (code, by) => resolve(code ?? by ?? '')))
    await until(() => child.exitCode === null && child.signalCode === null)
    child.kill(signal)
    return { ended: await end, ...printed }
  }

  /** Before anything is sent, and nobody is told to try again. */
  async function expectDamageSeen(id: string, sent: () => Promise<number>) {
    const results = join(folder(), id, 'results')
    const whole = readFileSync(results)
    writeFileSync(results, Buffer.from(whole).fill(0xff, 0, 8))
    const before = await sent()
    const { code, stderr } = await run('scan', '--resume', id)
    expect(code).toBe(2)
    expect(stderr).toContain(`portreeve: ${results} is damaged; begin the scan anew\n`)
    expect(stderr).not.toContain('to go on')
    expect(await sent()).toBe(before)
    writeFileSync(results, whole)
  }

  const scan = ['scan', '10.9.0.2', '-p', '1-20000', '--engine', 'raw', '--rate', '1000', '--no-adapt', '--no-service']

  test(
    `killed at ${kills} moments it finds all, once, and sends a second's probes again at most`,
    async () => {
      const sent = await countPackets(client)
      const startSent = await sent()
      const words = [...scan, '--rate', `${rate}`, '--all-states', '-f', 'jsonl', '-o', 'found.jsonl']
      const seen = new Set<string>()
      let begun = 0
      // A run that is killed before anything was kept begins anew; each other one may ask again for what went out in a second of it.
      let mayBeAgain = 0
      for (let i = 0; i < kills; i++) {
        const [id] = ids()
        if (id === undefined) begun += 1
        const before = await sent()
        const args = id === undefined ? words : ['scan', '--resume', id]
        const waitMs = shortest + Math.random() * (longest - shortest)
        const kept = () => waitFor('the state', () => ids().length > 0)
        const { ended, stdout } = await broken(args, 'SIGKILL', () => (i === 1 ? kept() : pause(waitMs)))
        const own = (await sent()) - before
        mayBeAgain += ids().length === 0 ? own : Math.min(own, rate * 1.1)
        // What was on the screen is not lost, but for the first second, before it is kept.
        if (id !== undefined || ids().length > 0)
          for (const line of stdout.split('\n').slice(0, -1)) seen.add(key(JSON.parse(line)))
        if (ended === 0) break
      }
      expect(begun).toBeLessThanOrEqual(2)
      const [id] = ids()
      if (id !== undefined) await expectDamageSeen(id, sent)
      const last = await run(...(id === undefined ? words : ['scan', '--resume', id]))
      expect(last.code, last.stderr).toBe(0)
      const found = recordsOf<Found>(readFileSync(join(lab.directory, 'found.jsonl'), 'utf8'))
      const keys = new Set(found.map(key))
      expect([found.length, keys.size]).toEqual([20_000, 20_000])
      expect([...seen].filter((each) => !keys.has(each))).toEqual([])
      const open = found.filter(({ state: is }) => is === 'open').map(({ port }) => port)
      expect(open.sort((a, b) => a - b)).toEqual(openPorts)
      expect(ids()).toEqual([])
      // To measure loss up to some thousand are asked again.
      const again = (await sent()) - startSent - 20_000
      expect(again).toBeLessThan(mayBeAgain + 4000)
    },
    patienceMs,
  )

  test('Ctrl-C says how to go on; the reports of the whole are as if nothing had been', async () => {
    const asked = [...scan.filter((word) => word !== '--no-service'), '--fragile', '--intensity', '0']
    const words = [...asked, '-f', 'json', '-o', 'whole.jsonl']
    const stopped = await broken(words, 'SIGINT', () => waitFor('the state', () => ids().length > 0))
    expect(stopped.ended).toBe(130)
    const [id = ''] = ids()
    expect(stopped.stderr).toContain(`portreeve: to go on: portreeve scan --resume ${id}\n`)
    expect(JSON.parse(stopped.stdout).summary).toMatchObject({ complete: false })
    const list = await run('scan', '--resume')
    expect(list.stdout).toMatch(new RegExp(`^${id}  \\S+Z  \\d+ % of 20,000, \\d+ results?  10\\.9\\.0\\.2\\n$`))
    writeFileSync(join(lab.directory, 'portreeve.yaml'), 'scope: { deny: [10.9.0.2] }\n')
    expect(await run('scan', '--resume', id)).toMatchObject({
      code: 2,
      stderr: `portreeve: --resume "${id}": 10.9.0.2 is denied by the scope of "portreeve.yaml"; nothing was sent\n`,
    })
    rmSync(join(lab.directory, 'portreeve.yaml'))
    const { code, stdout, stderr } = await run('scan', '--resume', id)
    expect(code).toBe(0)
    expect(stderr).toContain('portreeve: asking what may be harmed by it: 10.9.0.2:19999\n')
    const { summary, records } = JSON.parse(stdout)
    expect(summary).toMatchObject({ complete: true, endpoints: 20_000, probed: 20_000, unprobed: 0 })
    expect(summary.byState).toMatchObject({ open: openPorts.length, closed: 20_000 - openPorts.length })
    expect(summary.startedAt).toBe(JSON.parse(stopped.stdout).summary.startedAt)
    expect(records).toHaveLength(openPorts.length)
    expect(recordsOf(readFileSync(join(lab.directory, 'whole.jsonl'), 'utf8'))).toHaveLength(openPorts.length)
    expect(ids()).toEqual([])
  })

  test('two threads, killed and interrupted: each endpoint is found once', async () => {
    const words = ['--rate', '4000', '--threads', '2', '--all-states', '-f', 'jsonl', '-o', 'two.jsonl']
    const saved = (id: string): KeptState => JSON.parse(readFileSync(join(folder(), id, 'state.json'), 'utf8'))
    const sent = await countPackets(client)
    const before = await sent()
    const killed = await broken([...scan, ...words], 'SIGKILL', async () => {
      await waitFor('the state', () => ids().length > 0)
      await pause(Math.random() * 500)
    })
    const [id = ''] = ids()
    const { parts, savedAt } = saved(id)
    expect(parts).toHaveLength(2)
    const interrupted = await broken(['scan', '--resume', id], 'SIGINT', () =>
      waitFor('another state', () => saved(id).savedAt !== savedAt),
    )
    expect(interrupted).toMatchObject({
      ended: 130,
      stderr: expect.stringContaining(`to go on: portreeve scan --resume`),
    })
    const last = await run('scan', '--resume', id)
    expect(last.code, last.stderr).toBe(0)
    const found = recordsOf<Found>(readFileSync(join(lab.directory, 'two.jsonl'), 'utf8'))
    const keys = new Set(found.map(key))
    expect([found.length, keys.size]).toEqual([20_000, 20_000])
    const whole = killed.stdout.slice(0, killed.stdout.lastIndexOf('\n') + 1)
    expect(recordsOf<Found>(whole).filter((one) => !keys.has(key(one)))).toEqual([])
    const open = found.filter(({ state: is }) => is === 'open').map(({ port }) => port)
    expect(open.sort((a, b) => a - b)).toEqual(openPorts)
    expect(ids()).toEqual([])
    expect((await sent()) - before - 20_000).toBeLessThan(2 * 4400 + 4000)
  })

  test('nobody else may go on with it meanwhile, nor with what is not ours', async () => {
    let refused: Awaited<ReturnType<typeof run>> | null = null
    await broken(scan, 'SIGKILL', async () => {
      await waitFor('the state', () => ids().length > 0)
      refused = await run('scan', '--resume', ids()[0]!)
    })
    const [id = ''] = ids()
    expect(refused).toMatchObject({ code: 2, stderr: `portreeve: scan ${id} is under way in another process\n` })
    writeFileSync(join(folder(), id, 'state.json'), '{"layout":1}')
    const other = await run('scan', '--resume', id)
    expect(other.code).toBe(2)
    expect(other.stderr).toMatch(
      /^portreeve: .*state\.json is not as this version writes it \(layout: .*\); begin the scan anew\n$/,
    )
  })

  test.each([
    [['--resume', '20200101-000000-0000'], 'there is no scan 20200101-000000-0000 to resume'],
    [['--resume', '../../etc'], '--resume "../../etc" is no scan'],
    [['--resume', '20200101-000000-0000', '--top-ports', '5', '--no-adapt'], 'leave out "--no-adapt"'],
    [['10.9.0.2', '--resume'], 'leave out "10.9.0.2"'],
  ])('scan %j is refused', async (args, why) => {
    const { code, stderr } = await run('scan', ...args)
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1])
    expect(stderr).toContain(why)
  })

  test('a scan that ends by itself leaves nothing behind, even from a folder that is gone', async () => {
    const words = ['scan', '10.9.0.2', '-p', '1-2000', '--engine', 'raw', '--rate', '1000', '--no-service']
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    const env = { XDG_STATE_HOME: state }
    const options = { cwd: lab.directory, env, anyExit: true, timeoutMs: patienceMs }
    const ended = await client.exec('sh', ['-c', script, 'sh', process.execPath, mainFile, ...words], options)
    expect(ended.code, ended.stderr).toBe(0)
    expect(existsSync(folder()) ? readdirSync(folder()) : []).toEqual([])
    expect((await run('scan', '--resume')).stdout).toBe('no scan was interrupted\n')
  })
})

interface Found {
  readonly address: string
  readonly port: number
  readonly state: string
}

const key = ({ address, port }: Found) => `${address} ${port}`
