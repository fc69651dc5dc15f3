import { spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { waitFor } from '../lab/wait.ts'
import { listListeners } from '../src/local/listeners.ts'
import type { Listener } from '../src/model/listener.ts'
import { type SocketWish, TestSockets } from './local-sockets.ts'

/** What differs between the sources, by name. Everything else must be the same. */
const sources = [
  { source: 'netlink', tellsV6only: true, tellsDevice: true, tellsQueueLimit: true },
  { source: 'proc', tellsV6only: false, tellsDevice: false, tellsQueueLimit: false },
] as const

labSuite('inside view: one contract, both sources', () => {
  let lab: Lab
  let host: Host
  let sockets: TestSockets

  beforeAll(async () => {
    lab = await createLab('local')
    host = await lab.host('a')
    await lab.link(host, await lab.host('b'), { a: ['10.9.0.1/24', 'fd09::1/64', 'fe80::9/64'], b: '10.9.0.2/24' })
    sockets = new TestSockets(`/run/netns/${host.namespace}`)
    // /proc shows a namespace through a process that is in it.
    await host.spawn('sleep', ['600'])
  })
  afterEach(() => sockets.closeAll())
  afterAll(() => lab.destroy())

  describe.each(sources)('$source', (has) => {
    const { source } = has
    const list = async (): Promise<Listener[]> => {
      const { listeners } = await listListeners({ allNetns: true, source, packages: false })
      return listeners.filter(({ netns }) => netns === host.namespace)
    }
    const only = async (wish: SocketWish): Promise<Listener> => {
      sockets.open(wish)
      const found = await list()
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({ transport: wish.transport, port: wish.port, pid: process.pid })
      return found[0]!
    }

    describe.each(['tcp', 'udp'] as const)('%s', (transport) => {
      test.each([
        ['0.0.0.0', 'all'],
        ['127.0.0.1', 'loopback'],
        ['127.9.8.7', 'loopback'],
        ['::1', 'loopback'],
        ['10.9.0.1', 'interface'],
        ['fd09::1', 'interface'],
      ])('%s is bound to %s', async (address, bind) => {
        expect(await only({ transport, address, port: 4000 })).toMatchObject({ address, bind, interface: null })
      })

      test('a dual-stack socket is one line', async () => {
        const wish = { transport, address: '::', port: 4000, v6only: false } as const
        expect(await only(wish)).toMatchObject({ address: '::', bind: 'dual-stack' })
      })

      test('an IPv6 socket beside an IPv4 one is two lines, none of them dual-stack', async () => {
        sockets.open({ transport, address: '::', port: 4000, v6only: true })
        sockets.open({ transport, address: '0.0.0.0', port: 4000 })
        expect((await list()).map(({ address, bind }) => [address, bind])).toEqual([
          ['0.0.0.0', 'all'],
          ['::', 'all'],
        ])
      })

      test('an IPv6 socket alone', async () => {
        const wish = { transport, address: '::', port: 4000, v6only: true } as const
        expect((await only(wish)).bind).toBe(has.tellsV6only ? 'all' : 'dual-stack')
        const { notes } = await listListeners({ allNetns: true, source, packages: false })
        expect(notes.some((note) => note.includes('bindv6only'))).toBe(!has.tellsV6only)
      })

      test('an IPv4-mapped address is the IPv4 address', async () => {
        const wish = { transport, address: '::ffff:127.0.0.1', port: 4000, v6only: false } as const
        expect(await only(wish)).toMatchObject({ address: '127.0.0.1', bind: 'loopback' })
      })

      test('a socket tied to a device', async () => {
        const found = await only({ transport, address: '0.0.0.0', port: 4000, device: 'eth0' })
        expect([found.bind, found.interface]).toEqual(has.tellsDevice ? ['interface', 'eth0'] : ['all', null])
      })

      test('a link-local address has its zone', async () => {
        const found = await only({ transport, address: 'fe80::9%eth0', port: 4000 })
        expect(found.address).toBe(has.tellsDevice ? 'fe80::9%eth0' : 'fe80::9')
      })

      test('sockets that share a port are one line with every holder', async () => {
        const wish = { transport, address: '10.9.0.1', port: 4000, reusePort: true } as const
        sockets.open(wish)
        const second = sockets.open(wish)
        const heir = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', second] })
        try {
          await waitFor('the heir to run', async () => (await list())[0]?.processes.length === 2)
          const [found] = await list()
          expect(found).toMatchObject({ pid: process.pid, processes: [{ pid: process.pid }, { pid: heir.pid }] })
          sockets.closeAll()
          expect(await list()).toMatchObject([{ pid: heir.pid, process: 'sleep', command: 'sleep 600', user: 'root' }])
        } finally {
          const ended = new Promise((resolve) => heir.once('exit', resolve))
          heir.kill('SIGKILL')
          await ended
        }
      })
    })

    test('tcp and udp on one port are two lines', async () => {
      for (const transport of ['tcp', 'udp'] as const) sockets.open({ transport, address: '0.0.0.0', port: 4000 })
      expect((await list()).map(({ transport }) => transport)).toEqual(['tcp', 'udp'])
    })

    test('connections and what waits for accept', async () => {
      const listener = sockets.open({ transport: 'tcp', address: '::', port: 4000, v6only: false, backlog: 7 })
      for (const address of ['127.0.0.1', '10.9.0.1', 'fd09::1']) {
        sockets.connect({ transport: 'tcp', address, port: 4000 })
      }
      sockets.accept(listener)
      const [found] = await list()
      expect(found?.connections).toBe(3)
      expect(found?.acceptQueue).toEqual(has.tellsQueueLimit ? { waiting: 2, limit: 7 } : null)
    })

    test('a connection counts for the listener of its address', async () => {
      const everywhere = { transport: 'tcp', address: '0.0.0.0', port: 4000, reusePort: true } as const
      sockets.open(everywhere)
      sockets.open({ ...everywhere, address: '127.0.0.1' })
      sockets.connect({ transport: 'tcp', address: '127.0.0.1', port: 4000 })
      sockets.connect({ transport: 'tcp', address: '10.9.0.1', port: 4000 })
      sockets.connect({ transport: 'tcp', address: '10.9.0.1', port: 4000 })
      expect((await list()).map(({ address, connections }) => [address, connections])).toEqual([
        ['0.0.0.0', 2],
        ['127.0.0.1', 1],
      ])
    })

    test('a connected UDP socket does not listen', async () => {
      sockets.connect({ transport: 'udp', address: '127.0.0.1', port: 9 })
      expect(await list()).toEqual([])
    })

    test('says when the holder started', async () => {
      const { since } = await only({ transport: 'tcp', address: '127.0.0.1', port: 4000 })
      const started = Date.now() - process.uptime() * 1000
      // The boot time that the kernel tells is in whole seconds.
      expect(Math.abs(Date.parse(since ?? '') - started)).toBeLessThan(2500)
    })
  })

  test('a socket of a namespace that has neither process nor /proc is seen through sock_diag', async () => {
    const empty = await lab.host('empty')
    const there = new TestSockets(`/run/netns/${empty.namespace}`)
    there.open({ transport: 'tcp', address: '127.0.0.1', port: 4100 })
    try {
      const { listeners } = await listListeners({ allNetns: true, packages: false })
      expect(listeners.filter(({ netns }) => netns === empty.namespace)).toMatchObject([
        { port: 4100, pid: process.pid },
      ])
    } finally {
      there.closeAll()
    }
  })

  test('without --all-netns only our own namespace is looked at', async () => {
    sockets.open({ transport: 'tcp', address: '127.0.0.1', port: 4000 })
    const { listeners } = await listListeners({ packages: false })
    expect(listeners.filter(({ netns }) => netns !== null)).toEqual([])
  })

  test('lists the sockets that ss lists', async () => {
    const listeners = await host.listen({ tcp: [80, 443, 8080], udp: [53, 123] })
    const ss = await host.exec('ss', ['-Hltnu'])
    const { listeners: found } = await listListeners({ allNetns: true, packages: false })
    const ours = found
      .filter(({ netns }) => netns === host.namespace)
      .map(({ transport, port }) => `${transport} ${port}`)
    const theirs = ss.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/))
      .map(([transport, , , , local]) => `${transport} ${local?.split(':').at(-1)}`)
    expect(ours.sort()).toEqual(theirs.sort())
    expect(ours).toHaveLength(5)
    await listeners.stop()
  })
})
