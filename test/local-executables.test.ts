import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { labSuite } from '../lab/suite.ts'
import { waitFor } from '../lab/wait.ts'
import { listListeners } from '../src/local/listeners.ts'
import type { Listener } from '../src/model/listener.ts'
import { TestSockets } from './local-sockets.ts'

labSuite('what is told of an executable', () => {
  let folder: string
  let sockets: TestSockets
  let child: ChildProcess | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portreeve-exe-'))
    sockets = new TestSockets('/proc/self/ns/net')
  })
  afterEach(async () => {
    if (child !== undefined) {
      const ended = new Promise((resolve) => child?.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    }
    child = undefined
    sockets.closeAll()
    rmSync(folder, { recursive: true })
  })

  /** Lets a program that can do nothing but sleep hold a listening socket alone. */
  async function held(program: string): Promise<() => Promise<Listener | undefined>> {
    const fd = sockets.open({ transport: 'tcp', address: '127.0.0.1', port: 0 })
    const port = sockets.portOf(fd)
    child = spawn(program, ['600'], { stdio: ['ignore', 'ignore', 'ignore', fd] })
    const find = async () => {
      const { listeners } = await listListeners()
      return listeners.find((one) => one.port === port && one.address === '127.0.0.1')
    }
    await waitFor('the program to hold the socket', async () =>
      ((await find())?.processes ?? []).some(({ executable }) => executable === program),
    )
    sockets.closeAll()
    return find
  }

  test('of a package', async (context) => {
    if (!existsSync('/var/lib/dpkg/status')) context.skip('needs dpkg')
    const find = await held('/usr/bin/sleep')
    expect((await find())?.executableFacts).toEqual({
      deleted: false,
      worldWritable: false,
      package: 'coreutils',
      outsidePackage: false,
    })
  })

  test('outside of packages, writable by anybody, and then deleted', async (context) => {
    if (!existsSync('/var/lib/dpkg/status')) context.skip('needs dpkg')
    const program = join(folder, 'sleeper')
    copyFileSync('/usr/bin/sleep', program)
    const find = await held(program)
    // The folder itself is ours alone, the sticky /tmp above it no danger.
    expect((await find())?.executableFacts).toMatchObject({ worldWritable: false, package: null, outsidePackage: true })
    chmodSync(folder, 0o777)
    expect((await find())?.executableFacts?.worldWritable).toBe(true)
    chmodSync(folder, 0o700)
    chmodSync(program, 0o777)
    expect((await find())?.executableFacts?.worldWritable).toBe(true)
    unlinkSync(program)
    expect(await find()).toMatchObject({ executable: program, executableFacts: { deleted: true, package: null } })
  })
})
