// Whoever asks services reads what strangers say, in a process of its own that has no rights. What the kernel says of it is the proof.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { labSuite } from '../lab/suite.ts'
import { waitFor } from '../lab/wait.ts'
import { identify } from '../src/index.ts'
import type { ScanRecord } from '../src/model/scan-record.ts'
import { mainFile, recordsOf } from './cli-program.ts'
import { childrenOf, hasEnded, nobody, onlyChildOf, rightsOf, sessionOf, someone, withoutRights } from './rights.ts'

labSuite('whoever asks services has no rights', () => {
  let folder: string
  const servers: Server[] = []
  const running: ChildProcess[] = []
  let [mail, web, mute, slow] = [0, 0, 0, 0]
  /** Until then who asks the slow one is busy with it. */
  let isReleased = false

  async function served(serve: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      serve(socket)
    }).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return (server.address() as { port: number }).port
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portreeve-'))
    // Whoever it is reads no configuration of ours, and writes none of it.
    chmodSync(folder, 0o777)
    mail = await served((socket) => void socket.end('220 mail.example ESMTP Postfix \x1b[2J\r\n'))
    web = await served((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n'))
    })
    mute = await served((socket) => void socket.resume())
    slow = await served((socket) => {
      if (isReleased) return void socket.end()
      const drip = setInterval(() => (isReleased ? socket.end() : socket.write('?')), 50)
      socket.on('close', () => clearInterval(drip))
    })
  })
  afterEach(() => {
    for (const each of running.splice(0)) each.kill('SIGKILL')
  })
  afterAll(() => {
    for (const server of servers) server.close()
    rmSync(folder, { recursive: true })
  })

  /** Starts the program, by other words before it. */
  function started(args: readonly string[], before: readonly string[] = [], env = {}, node = process.execPath) {
    const [command = '', ...words] = [...before, node, mainFile, ...args, '-f', 'jsonl']
    const child = spawn(command, words, {
      env: { PATH: process.env.PATH, HOME: folder, ...env },
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(child)
    const printed = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
    const end = new Promise<number | string>((resolve) => child.once('close', (code, by) => resolve(code ?? by ?? '')))
    return { pid: child.pid!, child, printed, end }
  }

  /** Returns when the first endpoint has answered, and the other is still being asked. */
  async function asking(before: readonly string[] = [], env = {}, node = process.execPath) {
    isReleased = false
    const run = started(['identify', `127.0.0.1:${mail},${slow}`], before, env, node)
    await waitFor('the first answer', () => run.printed.stdout.includes('"smtp"') || run.child.exitCode !== null)
    expect(run.printed.stderr).toBe('')
    return { ...run, asker: onlyChildOf(run.pid) }
  }

  const asSomeone = 'setpriv --reuid 4321 --regid 4321 --clear-groups --'.split(' ')
  const cases: { who: string; before: string[]; env: NodeJS.ProcessEnv; ids: string }[] = [
    { who: 'root: nobody', before: [], env: {}, ids: nobody },
    { who: 'root by sudo: whoever called it', before: [], env: { SUDO_UID: '4321', SUDO_GID: '4321' }, ids: someone },
    { who: 'somebody else: the same user', before: asSomeone, env: {}, ids: someone },
  ]
  test.each(cases)('in every thread, started by $who', async ({ before, env, ids }) => {
    const { asker } = await asking(before, env)
    const threads = readdirSync(`/proc/${asker}/task`)
    expect(threads.length).toBeGreaterThan(4)
    for (const thread of threads)
      expect(rightsOf(`/proc/${asker}/task/${thread}/status`)).toEqual({ Uid: ids, Gid: ids, ...withoutRights })
    // Nothing of the environment, and no terminal: its session is its own.
    expect(readFileSync(`/proc/${asker}/environ`, 'utf8')).toBe('')
    expect(sessionOf(asker)).toBe(asker)
  })

  test('in a scan too, beside the scanner', async () => {
    const { pid, printed } = started(['scan', '127.0.0.1', '-p', `${mail},${slow}`, '-sV'])
    await waitFor('the first answer', () => printed.stdout.includes('"smtp"'))
    const rights = childrenOf(pid).flatMap((child) => {
      try {
        return [rightsOf(`/proc/${child}/status`)]
      } catch {
        // The scanner may have ended meanwhile.
        return []
      }
    })
    expect(rights.length).toBeGreaterThan(0)
    for (const each of rights) expect(each).toEqual({ Uid: nobody, Gid: nobody, ...withoutRights })
  })

  test('it answers as a thread of the library does', async () => {
    const words = `127.0.0.1:${mail},${web},${mute}`
    const { printed, end } = started(['identify', words, '--intensity', '2'])
    const byThread: ScanRecord[] = []
    for await (const record of identify(words, { intensity: 2 })) byThread.push(record)
    expect(await end).toBe(0)
    const services = (records: readonly ScanRecord[]) =>
      Object.fromEntries(records.map(({ port, service }) => [port, service]))
    const answers = services(recordsOf<ScanRecord>(printed.stdout))
    expect(answers).toEqual(services(byThread))
    expect(answers[mail]).toMatchObject({ protocol: 'smtp', product: 'Postfix' })
    // Asked of the kernel by way of its C library.
    expect(answers[mute]?.evidence.behaviour).toBe('acknowledges-data')
  })

  test('what may be harmed is named before it is asked', async () => {
    const { end, printed } = started(['identify', '127.0.0.1:9101,1', '--fragile'])
    expect(await end).toBe(0)
    expect(printed.stderr).toBe('portreeve: asking what may be harmed by it: 127.0.0.1:9101\n')
  })

  test('it has no more connections than it may open files', async () => {
    const everywhere = createServer((socket) => socket.end('220 mail.example ESMTP Postfix\r\n')).listen(0, '0.0.0.0')
    servers.push(everywhere)
    await once(everywhere, 'listening')
    const { port } = everywhere.address() as { port: number }
    const few = ['sh', '-c', 'ulimit -n 128; exec "$0" "$@"']
    const { end, printed } = started(['identify', `127.1.0.0/24:${port}`, '--intensity', '0'], few)
    expect(await end, printed.stderr).toBe(0)
    expect(recordsOf(printed.stdout)).toHaveLength(256)
  })

  test('it is killed: what it has answered is kept, of the rest nothing is said, and exit code 3', async () => {
    const { asker, end, printed } = await asking()
    process.kill(asker, 'SIGKILL')
    expect(await end).toBe(3)
    expect(recordsOf(printed.stdout)).toMatchObject([{ port: mail, state: 'open' }])
    expect(printed.stderr).toMatch(/1 endpoint has no state \(the process that asks has ended 1\)/)
  })

  test('the program is killed: it ends too', async () => {
    const { asker, child } = await asking()
    child.kill('SIGKILL')
    await waitFor('whoever asks to end', () => hasEnded(asker))
  })

  test('the program is killed while it is stopped itself: it ends too', async () => {
    const { asker, child } = await asking()
    process.kill(asker, 'SIGSTOP')
    child.kill('SIGKILL')
    await waitFor('whoever asks to end', () => hasEnded(asker))
  })

  test('interrupted: what is known, exit code 130, and nothing stays behind', async () => {
    const { asker, child, end, printed } = await asking()
    child.kill('SIGINT')
    isReleased = true
    expect(await end).toBe(130)
    expect(recordsOf(printed.stdout)).toContainEqual(expect.objectContaining({ port: mail, state: 'open' }))
    await waitFor('whoever asks to end', () => hasEnded(asker))
  })

  test('stopped and gone on with: it is asked to the end', async () => {
    const { pid, child, end, printed } = await asking()
    child.kill('SIGTSTP')
    await waitFor('the program to stop', () => / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
    child.kill('SIGCONT')
    isReleased = true
    expect(await end).toBe(0)
    expect(recordsOf(printed.stdout)).toHaveLength(2)
  })

  test('a node that only root may execute: root, but without capabilities, and a note says so', async () => {
    const home = join(folder, 'closed')
    mkdirSync(home, { mode: 0o700 })
    const node = join(home, 'node')
    copyFileSync(process.execPath, node)
    chmodSync(node, 0o755)
    const { asker, child, end, printed } = await asking([], {}, node)
    expect(rightsOf(`/proc/${asker}/status`)).toMatchObject({ ...withoutRights, Uid: '0\t0\t0\t0' })
    child.kill('SIGINT')
    isReleased = true
    await end
    expect(printed.stderr).toContain('what asks services ran as root, though without its capabilities')
  })
})
