import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import type { Listeners, Ports } from '../lab/listeners.ts'
import { isAlive, listNamespaces, namespaceName, ownerOf, removeStale } from '../lab/namespaces.ts'
import { labSuite } from '../lab/suite.ts'
import { type Pair, pair, routed } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'

/**
 * What a plain socket of `from` meets: the data it gets, or the error's code, or `silent`.
 * Linux tells a socket of an ICMPv6 error that came while connect() was still running only when the SYN goes out again,
 * after 1 s (the error queue has it at once); hence the patience.
 */
async function meet(from: Host, transport: 'tcp' | 'udp', address: string, port: number): Promise<string> {
  const tcp = `require('node:net').connect(${port}, '${address}', () => say('connected'))`
  const udp = `require('node:dgram').createSocket('udp${address.includes(':') ? 6 : 4}')`
  const script = `
    const say = (text) => { console.log(text); process.exit() }
    const socket = ${transport === 'tcp' ? tcp : udp}
    socket.on('error', (error) => say(error.code)).on('message', (message) => say(String(message)))
    ${transport === 'udp' ? `socket.connect(${port}, '${address}', () => socket.send('ping'))` : ''}
    setTimeout(() => say('silent'), 2500)`
  return (await from.exec(process.execPath, ['-e', script])).stdout.trim()
}

/** Listens until the test is over. */
async function listen(host: Host, ports: Ports): Promise<Listeners> {
  const listeners = await host.listen(ports)
  onTestFinished(() => listeners.stop())
  return listeners
}

labSuite('two hosts on a link', () => {
  let lab: Lab
  let hosts: Pair
  beforeAll(async () => {
    lab = await createLab('two')
    hosts = await pair(lab)
    await hosts.server.unlimitIcmp()
  })
  afterAll(() => lab.destroy())

  test.each(['10.9.0.2', 'fd09::2'])('open, closed, dropped, reset and rejected ports of %s', async (address) => {
    const { client, server } = hosts
    await server.nft('flush ruleset')
    await server.block({
      tcp: { '81': 'drop', '82-83': 'reset', '84': 'admin-prohibited', '85': 'host-unreachable', '86': 'no-route' },
      udp: { '54': 'drop', '55': 'port-unreachable' },
    })
    await listen(server, { tcp: [80, 81, 82], udp: [53, 54] })
    const tcp = async (port: number) => [port, await meet(client, 'tcp', address, port)] as const
    const udp = async (port: number) => [port, await meet(client, 'udp', address, port)] as const

    const v6 = address.includes(':')
    expect(Object.fromEntries(await Promise.all([79, 80, 81, 82, 83, 84, 85, 86].map(tcp)))).toEqual({
      '79': 'ECONNREFUSED',
      '80': 'connected',
      '81': 'silent',
      '82': 'ECONNREFUSED',
      '83': 'ECONNREFUSED',
      '84': v6 ? 'EACCES' : 'EHOSTUNREACH',
      '85': 'EHOSTUNREACH',
      '86': 'ENETUNREACH',
    })
    expect(Object.fromEntries(await Promise.all([52, 53, 54, 55].map(udp)))).toEqual({
      '52': 'ECONNREFUSED',
      '53': 'ping',
      '54': 'silent',
      '55': 'ECONNREFUSED',
    })
  })

  test('4,000 TCP and 1,000 UDP listeners listen when listen() returns, and come and go', async () => {
    const tcp = Array.from({ length: 4000 }, (_, i) => 10_000 + i)
    const udp = Array.from({ length: 1000 }, (_, i) => 10_000 + i)
    const listeners = await listen(hosts.server, { tcp, udp })
    const all = await hosts.server.openPorts()
    expect([all.tcp.size, all.udp.size]).toEqual([4000, 1000])

    await listeners.close({ tcp: tcp.slice(0, 3999) })
    await waitFor('one listener', async () => (await hosts.server.openPorts()).tcp.size === 1)
    await listeners.open({ tcp: tcp.slice(0, 10) })
    expect((await hosts.server.openPorts()).tcp.size).toBe(11)
    await listeners.stop()
    expect((await hosts.server.openPorts()).tcp.size).toBe(0)
  })

  test('a port that is taken is an error that names it', async () => {
    await listen(hosts.server, { tcp: [80], address: '10.9.0.2' })
    await expect(hosts.server.listen({ tcp: [80], address: '10.9.0.2' })).rejects.toThrow(/tcp 80.*EADDRINUSE/)
  })

  test.each([
    ['close', 'end'],
    ['reset', 'ECONNRESET'],
    [{ banner: 'SSH-2.0-x\r\n' }, 'SSH-2.0-x'],
    ['endless', 'AAAA'],
  ] as const)('a listener that answers with %j', async (answer, expected) => {
    await listen(hosts.server, { tcp: [80], answer })
    const { stdout } = await hosts.client.exec(process.execPath, [
      '-e',
      `const say = (text) => { console.log(String(text).slice(0, 9)); process.exit() }
       require('node:net').connect(80, '10.9.0.2')
         .on('data', say).on('end', () => say('end')).on('error', (error) => say(error.code.slice(0, 10)))`,
    ])
    expect(expected.startsWith(stdout.trim().slice(0, 4))).toBe(true)
  })

  test('a real daemon is ready when spawn() returns, and is gone after stop()', async () => {
    const script = `require('node:net').createServer().listen(2222)`
    const daemon = await hosts.server.spawn(process.execPath, ['-e', script], { ready: { tcp: 2222 } })
    expect((await hosts.server.openPorts()).tcp.has(2222)).toBe(true)
    expect(readFileSync(`/proc/${daemon.pid}/cmdline`, 'utf8').split('\0')[0]).toBe(process.execPath)
    await daemon.stop()
    expect(isAlive(daemon.pid)).toBe(false)
    expect((await hosts.server.openPorts()).tcp.has(2222)).toBe(false)
  })

  test('a daemon that fails says why', async () => {
    const broken = hosts.server.spawn(process.execPath, ['-e', `throw new Error('no such luck')`], {
      ready: { tcp: 1 },
    })
    await expect(broken).rejects.toThrow(/exit 1[\s\S]*no such luck/)
  })

  test('node() runs TypeScript on the host and gives back any exit code', async () => {
    const script = `${lab.directory}/x.ts`
    writeFileSync(script, `const n: number = Number(process.argv[2]); console.log(n + 1); process.exitCode = 3`)
    expect(await hosts.client.node(script, ['41'])).toMatchObject({ code: 3, stdout: '42\n' })
  })

  test('programs can run without root, and with a hosts file of their own', async () => {
    hosts.client.etc('hosts', '10.9.0.2 web.test\n')
    const { stdout } = await hosts.client.exec('sh', ['-c', 'id -u; getent hosts web.test'], { user: '65534' })
    expect(stdout).toMatch(/^65534\n10\.9\.0\.2 +web\.test\n$/)
  })

  test('a program that hangs is ended and named', async () => {
    await expect(hosts.client.exec('cat', ['/dev/zero'], { timeoutMs: 100 })).rejects.toThrow(/cat .*still running/)
  })
})

labSuite('a router between two hosts', () => {
  let lab: Lab
  let hosts: Pair & { router: Host }
  beforeAll(async () => {
    lab = await createLab('routed')
    hosts = await routed(lab, ['10.64.0.0/16', 'fd64::/64'])
  })
  afterAll(() => lab.destroy())

  test('one listener answers for whole networks', async () => {
    await listen(hosts.server, { tcp: [80] })
    for (const address of ['10.64.0.0', '10.64.255.255', 'fd64::dead', '10.9.0.2'])
      expect(await meet(hosts.client, 'tcp', address, 80)).toBe('connected')
  })

  test('loses as much as it is told to, and ends it', async () => {
    const { client, router, server } = hosts
    await server.sysctl({ 'net.ipv4.icmp_msgs_per_sec': 100_000 })
    await server.unlimitIcmp()
    // An echo server answers each of 1,000 datagrams with one: at 200 ‰ each way 64 % come back, 5 σ = 7.6 %. 200 at a time, which a
    // socket's buffer holds however long its process waits; a round that is not answered ends when nothing came for a second.
    await listen(server, { udp: [7] })
    const count = `const socket = require('node:dgram').createSocket('udp4'); let rounds = 0, back = 0, total = 0, quiet
      const round = () => {
        clearTimeout(quiet)
        total += back
        if (rounds++ === 5) { console.log(total); process.exit() }
        back = 0
        for (let i = 0; i < 200; i++) socket.send('x', 7, '10.9.0.2')
        quiet = setTimeout(round, 1000)
      }
      socket.on('message', () => { if (++back === 200) round(); else quiet.refresh() })
      socket.bind(round)`
    const echoed = async () => Number((await client.exec(process.execPath, ['-e', count])).stdout)
    await router.loss(200)
    const some = await echoed()
    expect(some).toBeGreaterThan(640 - 76)
    expect(some).toBeLessThan(640 + 76)
    await router.loss(0)
    expect(await echoed()).toBe(1000)
  })

  test('a router can block what it forwards', async () => {
    await hosts.router.blockForwarded({ tcp: { '80': 'admin-prohibited' } })
    expect(await meet(hosts.client, 'tcp', '10.9.0.2', 80)).toBe('EHOSTUNREACH')
  })
})

labSuite('a switch with three hosts', () => {
  test('joins all of them', async () => {
    const lab = await createLab('switched')
    try {
      const [a, b, c] = [await lab.host('a'), await lab.host('b'), await lab.host('c')]
      await lab.bridge([
        [a, '10.7.0.1/24'],
        [b, ['10.7.0.2/24', 'fd07::2/64']],
        [c, ['10.7.0.3/24', 'fd07::3/64']],
      ])
      await b.listen({ tcp: [80] })
      expect(await meet(a, 'tcp', b.ipv4, 80)).toBe('connected')
      expect(await meet(c, 'tcp', b.ipv6, 80)).toBe('connected')
    } finally {
      await lab.destroy()
    }
  })
})

labSuite('the end of a lab', () => {
  const ours = (pid: number) => listNamespaces().filter((namespace) => ownerOf(namespace) === pid)

  test('destroy() ends every process and removes everything, also when called twice', async () => {
    const lab = await createLab('end')
    const host = await lab.host('one')
    const daemon = await host.spawn('sleep', ['1000'])
    const listeners = await host.listen({ tcp: [80] })
    await lab.destroy()
    await lab.destroy()
    await daemon.end()
    expect(listNamespaces()).not.toContain(host.namespace)
    expect([isAlive(daemon.pid), isAlive(listeners.pid), existsSync(lab.directory)]).toEqual([false, false, false])
  })

  describe.each(['exit', 'SIGTERM', 'SIGKILL'])('when its process ends by %s', () => {
    test('nothing stays behind', async ({ task }) => {
      const how = /exit|SIGTERM|SIGKILL/.exec(task.suite?.name ?? '')?.[0]
      const scratch = await createLab('scratch')
      const script = `${scratch.directory}/crash.mts`
      writeFileSync(
        script,
        `import { createLab } from ${JSON.stringify(new URL('../lab/lab.ts', import.meta.url).href)}
         const lab = await createLab('crash')
         const host = await lab.host('one')
         const daemon = await host.spawn('sh', ['-c', 'sleep 1000 & wait'])
         console.log(daemon.pid, lab.directory)
         ${how === 'exit' ? 'process.exit(7)' : 'setInterval(() => {}, 1000)'}`,
      )
      const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const pid = child.pid ?? 0
      const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
      const [firstLine] = await once(createInterface({ input: child.stdout }), 'line')
      const [daemon, directory] = String(firstLine).split(' ')
      if (how !== 'exit') {
        expect(ours(pid)).toEqual([namespaceName(pid, 'crash', 'one')])
        child.kill(how as NodeJS.Signals)
      }
      expect(await ended).toBe(how === 'exit' ? 7 : how)
      // Killed without a word, it leaves its namespace to the next lab; its daemon died with it.
      await waitFor('the daemon to die', () => !isAlive(Number(daemon)))
      if (how === 'SIGKILL') await createLab('next').then((next) => next.destroy())
      expect(ours(pid)).toEqual([])
      expect(existsSync(String(directory))).toBe(false)
      await scratch.destroy()
    })
  })

  test('a living lab of another process is left alone', async () => {
    const lab = await createLab('alive')
    const host = await lab.host('one')
    expect(removeStale()).not.toContain(host.namespace)
    expect(listNamespaces()).toContain(host.namespace)
    await lab.destroy()
  })
})
