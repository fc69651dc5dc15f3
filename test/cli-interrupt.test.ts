// Ctrl-C in the middle, and a reader that goes away: what is known is kept, and nothing hangs.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'
import { mainFile, portreeve, recordsOf } from './cli-program.ts'

labSuite('interruptions', () => {
  let lab: Lab
  let client: Host
  let server: Host

  beforeAll(async () => {
    lab = await createLab('interrupt')
    ;({ client, server } = await pair(lab))
    await server.listen({ tcp: Array.from({ length: 2_000 }, (_, i) => 20_000 + i) })
    await server.block({ tcp: { '22000-60000': 'drop' } })
  })
  afterAll(() => lab.destroy())

  /** Starts the program and sends it a signal as soon as `ready` holds of what it has printed. */
  async function interrupted(args: readonly string[], ready: (stdout: string) => boolean, signal: NodeJS.Signals) {
    const [command = '', ...words] = [...client.prefix(), process.execPath, mainFile, ...args]
    const child = spawn(command, words, {
      cwd: lab.directory,
      env: { ...process.env, XDG_STATE_HOME: lab.directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
    const end = new Promise<number | string>((resolve) => child.once('close', (code, by) => resolve(code ?? by ?? '')))
    try {
      await waitFor('the first results', () => ready(printed.stdout))
      child.kill(signal)
      return { ended: await end, ...printed }
    } finally {
      child.kill('SIGKILL')
    }
  }

  // 40,001 ports take minutes at this pace, so it cannot end by itself before the signal; one in twenty is open.
  const slow = ['scan', '10.9.0.2', '-p', '20000-60000', '--rate', '500', '--no-adapt', '--all-states', '--no-service']
  const someOpen = (stdout: string) => stdout.includes('"state":"open"')

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a scan with what is known, and exit code 130', async (signal) => {
    const run = await interrupted([...slow, '-f', 'jsonl', '-o', `${signal}.json`], someOpen, signal)
    expect(run.ended).toBe(130)
    expect(recordsOf(run.stdout)).toContainEqual(expect.objectContaining({ state: 'open' }))
    const file = join(lab.directory, `${signal}.json`)
    expect(existsSync(`${file}.partial`)).toBe(false)
    const report = JSON.parse(readFileSync(file, 'utf8'))
    expect(report.summary).toMatchObject({ complete: false })
    expect(report.summary.unprobed).toBeGreaterThan(0)
    expect(report.records).toContainEqual(expect.objectContaining({ state: 'open' }))
  })

  test('before anything runs Ctrl-C ends it as any other program', async () => {
    const [command = '', ...words] = [...client.prefix(), process.execPath, mainFile, 'scan', '-', '-p', '22']
    const child = spawn(command, words, { stdio: ['pipe', 'ignore', 'ignore'] })
    const end = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)))
    // It reads standard input, which never ends, once it has taken all that was written.
    await new Promise((resolve) => child.stdin.write('10.9.0.2\n', resolve))
    child.kill('SIGINT')
    expect(await end).toBe('SIGINT')
  })

  test('a reader that has enough ends it quietly', async () => {
    const pipe = `"$0" "$@" | head -n 1; echo "code \${PIPESTATUS[0]}"`
    const { stdout, stderr } = await client.exec(
      'bash',
      ['-c', pipe, process.execPath, mainFile, ...slow, '-f', 'jsonl'],
      { anyExit: true, cwd: lab.directory },
    )
    expect(stderr).toBe('')
    const [record = '', code] = stdout.trim().split('\n')
    expect(JSON.parse(record)).toMatchObject({ address: '10.9.0.2' })
    expect(code).toBe('code 141') // as a program that SIGPIPE ended
  })

  test('a full disk keeps what was written, says so and ends with 3', async () => {
    const script = 'mkdir -p full && mount -t tmpfs -o size=4k none full && exec "$0" "$@"'
    const args = [
      mainFile,
      'scan',
      '10.9.0.2',
      '-p',
      '1-900',
      '--all-states',
      '--no-service',
      '-o',
      'full/x.jsonl',
      '-f',
      'csv',
    ]
    const { code, stdout, stderr } = await client.exec(
      'unshare',
      ['-m', 'sh', '-c', script, process.execPath, ...args],
      { anyExit: true, cwd: lab.directory },
    )
    expect(code).toBe(3)
    expect(stderr).toMatch(/^portreeve: .*no space left/)
    expect(stdout.trim().split('\n')).toHaveLength(901)
  })

  const shell = (script: string, ...args: string[]) =>
    client.exec('bash', ['-c', script, process.execPath, mainFile, ...args], { anyExit: true, cwd: lab.directory })

  test.each([
    [['scan', '10.9.0.2', '-p', '22000', '--no-service']],
    [['scan', '10.9.0.2', '-p', '22', '--dry-run']],
    [['check', '--help']],
    [['ports', '-f', 'json']],
    [['explain', '445', '--json']],
    [['who', '--free', '20000-30000']],
    [['help']],
  ])('%j on a full device says so once, with exit code 3', async (args) => {
    const { code, stderr } = await shell('exec "$0" "$@" > /dev/full', ...args)
    // A scan that took longer than a second is kept.
    const said = stderr.replace(/^portreeve: to go on: portreeve scan --resume \S+\n/m, '')
    expect([code, said]).toEqual([3, 'portreeve: standard output: no space left on the device\n'])
  })

  test('every command that nobody reads ends as one that SIGPIPE ended', async () => {
    for (const args of [['ports'], ['explain', '445'], ['scan', '--help'], ['--version']]) {
      // The reader is gone before anything is written.
      const script = `exec 3> >(:); wait $!; "$0" "$@" >&3; echo "code $?" >&2`
      expect((await shell(script, ...args)).stderr).toBe('code 141\n')
    }
  })

  test('an output may be a pipe that the shell made', async () => {
    const { code, stdout } = await shell(
      '"$0" "$@" -o jsonl:>(cat > piped.jsonl) -o csv:/dev/stdout; wait $!',
      ...['scan', '10.9.0.2', '-p', '20000-20002', '--no-service'],
    )
    expect([code, stdout.trim().split('\r\n').length]).toEqual([0, 4])
    expect(recordsOf(readFileSync(join(lab.directory, 'piped.jsonl'), 'utf8'))).toHaveLength(3)
  })

  test('--help and --version answer at once', async () => {
    expect((await portreeve(client, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    for (const args of [['--help'], ['help', 'scan'], ['ports', '--help'], ['check', '-h']]) {
      const { code, stdout, stderr } = await portreeve(client, args)
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/Usage: portreeve[\s\S]*Examples:/)
    }
  })
})
