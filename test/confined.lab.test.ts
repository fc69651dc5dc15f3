// The scanner of the command line is a process of its own that has no rights. What the kernel says of it is the proof.
import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'
import { mainFile, portreeve, recordsOf } from './cli-program.ts'
import { childrenOf, hasEnded, nobody, onlyChildOf, rightsOf, sessionOf, someone, withoutRights } from './rights.ts'

const root = dirname(dirname(dirname(mainFile)))

labSuite('the scanner has no rights', () => {
  let lab: Lab
  let client: Host
  let server: Host
  const running: ChildProcess[] = []

  beforeAll(async () => {
    lab = await createLab('confined')
    ;({ client, server } = await pair(lab))
    await server.listen({ tcp: Array.from({ length: 2_000 }, (_, i) => 20_000 + i) })
    await server.block({ tcp: { '22000-60000': 'drop' } })
  })
  afterEach(() => {
    for (const each of running.splice(0)) each.kill('SIGKILL')
  })
  afterAll(() => lab.destroy())

  // Some minutes at this pace: it is still scanning whenever we look.
  const slow = [
    'scan',
    '--no-service',
    '10.9.0.2',
    '-p',
    '20000-60000',
    '--rate',
    '500',
    '--no-adapt',
    '--engine',
    'raw',
    '-f',
    'jsonl',
  ]

  /** A home that anybody may write to. */
  function newHome(): string {
    chmodSync(lab.directory, 0o755)
    const home = mkdtempSync(join(lab.directory, 'home-'))
    chmodSync(home, 0o777)
    return home
  }

  /** Starts the program by other words before it, and returns when its scanner has found something. */
  async function scanning(
    before: readonly string[],
    env: NodeJS.ProcessEnv = {},
    program = [process.execPath, mainFile],
    args: readonly string[] = slow,
  ) {
    const [command = '', ...words] = [...client.prefix(), ...before, ...program, ...args]
    const child = spawn(command, words, {
      env: { ...process.env, HOME: newHome(), ...env },
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(child)
    const printed = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
    const end = new Promise<number | string>((resolve) => child.once('close', (code, by) => resolve(code ?? by ?? '')))
    await waitFor('the first results', () => printed.stdout.includes('"state":"open"') || child.exitCode !== null)
    expect(printed.stderr).toBe('')
    return { pid: child.pid!, end, printed, child }
  }

  const cases: { who: string; before: string[]; env: NodeJS.ProcessEnv; ids: string }[] = [
    { who: 'root: nobody', before: [], env: {}, ids: nobody },
    { who: 'root by sudo: whoever called it', before: [], env: { SUDO_UID: '4321', SUDO_GID: '4321' }, ids: someone },
    { who: 'root by sudo of root: nobody', before: [], env: { SUDO_UID: '0', SUDO_GID: '0' }, ids: nobody },
    {
      who: 'CAP_NET_RAW alone: the same user',
      before: 'setpriv --reuid 4321 --regid 4321 --clear-groups --inh-caps +net_raw --ambient-caps +net_raw --'.split(
        ' ',
      ),
      env: {},
      ids: someone,
    },
  ]
  test.each(cases)('in every thread, started by $who', async ({ before, env, ids }) => {
    const { pid } = await scanning(before, env)
    const scanner = onlyChildOf(pid)
    const threads = readdirSync(`/proc/${scanner}/task`)
    expect(threads.length).toBeGreaterThan(4)
    for (const thread of threads) {
      expect(rightsOf(`/proc/${scanner}/task/${thread}/status`)).toEqual({ Uid: ids, Gid: ids, ...withoutRights })
    }
    // Nothing of the environment, and no terminal: its session is its own.
    expect(readFileSync(`/proc/${scanner}/environ`, 'utf8')).toBe('')
    expect(sessionOf(scanner)).toBe(scanner)
    // It was in time: the parent has kept its own.
    expect(rightsOf(`/proc/${pid}/status`).CapEff).not.toBe(withoutRights.CapEff)
  })

  test('each of several', async () => {
    const { pid, child, end } = await scanning([], {}, [process.execPath, mainFile], [...slow, '--threads', '3'])
    const scanners = childrenOf(pid)
    expect(scanners).toHaveLength(3)
    for (const scanner of scanners) {
      for (const thread of readdirSync(`/proc/${scanner}/task`)) {
        const rights = rightsOf(`/proc/${scanner}/task/${thread}/status`)
        expect(rights).toEqual({ Uid: nobody, Gid: nobody, ...withoutRights })
      }
    }
    child.kill('SIGINT')
    expect(await end).toBe(130)
    for (const scanner of scanners) {
      await waitFor('the scanners to end', () => hasEnded(scanner))
    }
  })

  test('the scanner is killed: what was found until then is kept, and exit code 3', async () => {
    const { pid, end, printed } = await scanning([])
    process.kill(onlyChildOf(pid), 'SIGKILL')
    expect(await end).toBe(3)
    expect(recordsOf(printed.stdout)).toContainEqual(expect.objectContaining({ state: 'open' }))
    expect(printed.stderr).toMatch(/the process of the scanner ended before its work was done/)
  })

  test('the program is killed: the scanner ends too', async () => {
    const { pid, child } = await scanning([])
    const scanner = onlyChildOf(pid)
    child.kill('SIGKILL')
    await waitFor('the scanner to end', () => hasEnded(scanner))
  })

  test('interrupted: what is known, exit code 130, and nothing stays behind', async () => {
    const { pid, child, end } = await scanning([])
    const scanner = onlyChildOf(pid)
    child.kill('SIGINT')
    expect(await end).toBe(130)
    await waitFor('the scanner to end', () => hasEnded(scanner))
  })

  test.each([['10.9.0.2', '--no-such-option'], ['10.9.0.300']])(
    'refused (scan %s %s): nothing stays behind',
    async (...words) => {
      const { code } = await client.exec(process.execPath, [mainFile, 'scan', '--no-service', ...words], {
        anyExit: true,
      })
      expect(code).toBe(2)
      const those = () => client.exec('ip', ['netns', 'pids', client.namespace])
      await waitFor('the scanner to end', async () => (await those()).stdout.trim().split('\n').length <= 1)
    },
  )

  test('resumed: no more than before', async () => {
    const env = { HOME: newHome() }
    const { child, end, printed } = await scanning([], env)
    child.kill('SIGINT')
    expect(await end).toBe(130)
    const id = /scan --resume (\S+)/.exec(printed.stderr)?.[1] ?? ''
    const { pid } = await scanning([], env, [process.execPath, mainFile], ['scan', '--resume', id])
    expect(rightsOf(`/proc/${onlyChildOf(pid)}/status`)).toEqual({ Uid: nobody, Gid: nobody, ...withoutRights })
  })

  test('a program that lies where only root may look', async () => {
    const home = join(lab.directory, 'home')
    mkdirSync(home, { mode: 0o700 })
    cpSync(dirname(dirname(mainFile)), join(home, 'dist'), { recursive: true })
    copyFileSync(join(root, 'package.json'), join(home, 'package.json'))
    symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'))
    const { pid } = await scanning([], {}, [process.execPath, join(home, 'dist/cli/main.js')])
    expect(rightsOf(`/proc/${onlyChildOf(pid)}/status`)).toMatchObject({ Uid: nobody })
  })

  test('a node that only root may execute: root, but without capabilities, and a note says so', async () => {
    const home = join(lab.directory, 'closed')
    mkdirSync(home, { mode: 0o700 })
    const node = join(home, 'node')
    copyFileSync(process.execPath, node)
    chmodSync(node, 0o755)
    const { pid } = await scanning([], {}, [node, mainFile])
    expect(rightsOf(`/proc/${onlyChildOf(pid)}/status`)).toMatchObject({ ...withoutRights, Uid: '0\t0\t0\t0' })
    const { stdout } = await client.exec(node, [
      mainFile,
      'scan',
      '10.9.0.2',
      '-p',
      '20000',
      '-sS',
      '--no-service',
      '-f',
      'json',
    ])
    expect(JSON.parse(stdout)).toMatchObject({
      records: [{ state: 'open' }],
      summary: { notes: expect.arrayContaining([expect.stringMatching(/the scanner ran as root, though without/)]) },
    })
  })

  test('captures are written by a scanner that could not open them', async () => {
    const file = join(lab.directory, 'scan.pcap')
    const addresses = ['10.9.0.2', '10.9.0.1', '127.0.0.1']
    await portreeve(client, ['scan', ...addresses, '-p', '20000', '--no-service', '--engine', 'raw', '--pcap', file])
    // Whichever link is opened first gets the file that was asked for.
    const files = readdirSync(lab.directory).filter((name) => name.endsWith('.pcap'))
    expect(files).toHaveLength(2)
    const shown = await Promise.all(files.map((name) => client.exec('tcpdump', ['-nr', join(lab.directory, name)])))
    const text = shown.map(({ stdout }) => stdout).join('')
    for (const address of addresses) expect(text).toContain(`> ${address}.20000`)
  })

  test('a program that has CAP_NET_RAW as its file does not get it back', async () => {
    const node = join(lab.directory, 'node')
    copyFileSync(process.execPath, node)
    await client.exec('setcap', ['cap_net_raw+ep', node])
    const as = 'setpriv --reuid 4321 --regid 4321 --clear-groups --'.split(' ')
    const { pid } = await scanning(as, {}, [node, mainFile])
    const scanner = onlyChildOf(pid)
    for (const thread of readdirSync(`/proc/${scanner}/task`)) {
      expect(rightsOf(`/proc/${scanner}/task/${thread}/status`)).toMatchObject(withoutRights)
    }
  })
})
