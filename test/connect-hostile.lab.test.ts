import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import type { ProbeReport } from './probe.ts'
import { probeFrom } from './probe-from.ts'

const states = (report: ProbeReport) =>
  Object.fromEntries(report.end.tallies.map(({ state, reason, count }) => [`${state} ${reason}`, count]))

const openPorts = (report: ProbeReport) =>
  report.seen
    .filter((line) => line.includes(' open '))
    .map((line) => Number(line.split(' ')[2]))
    .sort((a, b) => a - b)
const counted = (report: ProbeReport) => report.end.tallies.reduce((sum, { count }) => sum + count, 0)

/** Most that a probing process may ever take; two thirds of it are Node and the loader of TypeScript. */
const mostMemoryMiB = 300

/** Packets that a counter of the host's firewall has seen. */
async function packets(host: Host, counter: string): Promise<number> {
  const { stdout } = await host.exec('nft', ['list', 'counter', 'inet', 'count', counter])
  return Number(/packets (\d+)/.exec(stdout)?.[1])
}

labSuite('connect engine and peers that make it hard', () => {
  let lab: Lab
  let client: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('hostile')
    ;({ client, server } = await pair(lab))
  })
  afterAll(() => lab.destroy())

  for (const driver of ['epoll', 'node'] as const) {
    it(`${driver}: a storm of connections that are accepted and reset at once`, async () => {
      const open = Array.from({ length: 2000 }, (_, i) => 2000 + i)
      const listeners = await server.listen({ tcp: open, answer: 'reset' })
      const tcp = [{ first: 1, last: 10_000 }]
      const report = await probeFrom(client, { addresses: ['10.9.0.2'], tcp, driver, allStates: false })
      await listeners.stop()
      expect(states(report)).toEqual({ 'open connected': 2000, 'closed refused': 8000 })
      expect(report.end.unprobed).toEqual({ count: 0, causes: {} })
      expect(report.peakMiB).toBeLessThan(mostMemoryMiB)
    })

    it(`${driver}: services that send without end`, async () => {
      const open = Array.from({ length: 300 }, (_, i) => 20_000 + 7 * i)
      const listeners = await server.listen({ tcp: open, answer: 'endless' })
      const tcp = [{ first: 20_000, last: 23_000 }]
      const report = await probeFrom(client, { addresses: ['10.9.0.2'], tcp, driver, allStates: false })
      await listeners.stop()
      expect(openPorts(report)).toEqual(open)
      expect(states(report)).toEqual({ 'open connected': 300, 'closed refused': 2701 })
      expect(report.peakMiB).toBeLessThan(mostMemoryMiB)
    })

    it(`${driver}: a host with every port open, sending without end, is folded after a sample`, async () => {
      const trap = await lab.host(`trap-${driver}`)
      await lab.link(client, trap, { a: ['10.7.0.1/24'], b: ['10.7.0.2/24'] })
      await trap.listen({ tcp: [1000], answer: 'endless' })
      await trap.nft(
        'table ip everything { chain pre { type nat hook prerouting priority -100; meta l4proto tcp redirect to :1000; }\n}',
      )
      const tcp = [{ first: 1, last: 65_535 }]
      const report = await probeFrom(client, { addresses: ['10.7.0.2'], tcp, driver })
      await client.ip('addr flush to 10.7.0.0/24')
      expect(report.end.pseudoServices).toHaveLength(1)
      const [trapped] = report.end.pseudoServices
      expect(trapped).toMatchObject({ address: '10.7.0.2', transport: 'tcp' })
      expect(trapped?.evidence.length).toBeGreaterThanOrEqual(6)
      expect(trapped?.sampled).toBeGreaterThanOrEqual(100)
      expect((trapped?.skipped ?? 0) + counted(report)).toBe(65_535)
      expect(report.seen.length).toBeLessThan(100)
      expect(report.progress.sent).toBeLessThan(10_000)
      expect(report.end.unprobed.count).toBe(0)
      expect(report.peakMiB).toBeLessThan(mostMemoryMiB)
    })

    it(`${driver}: four thousand listeners that come and go`, async () => {
      const steady = Array.from({ length: 50 }, (_, i) => 8000 + 100 * i)
      const passing = Array.from({ length: 4000 }, (_, i) => 3000 + i)
      const lasting = await server.listen({ tcp: steady, answer: 'endless' })
      const flicker = await server.listen({ tcp: [1], answer: 'reset' })
      let over = false
      const churn = (async () => {
        while (!over) {
          await flicker.open({ tcp: passing, answer: 'reset' })
          await flicker.close({ tcp: passing })
        }
      })()
      const tcp = [{ first: 1, last: 20_000 }]
      const report = await probeFrom(client, { addresses: ['10.9.0.2'], tcp, driver, allStates: false }).finally(() => {
        over = true
      })
      await churn
      await Promise.all([flicker.stop(), lasting.stop()])
      expect(openPorts(report)).toEqual(expect.arrayContaining(steady))
      const known = new Set([1, ...steady, ...passing])
      expect(openPorts(report).filter((port) => !known.has(port))).toEqual([])
      expect(counted(report)).toBe(20_000)
      expect(report.peakMiB).toBeLessThan(mostMemoryMiB)
    })
  }

  it('closed UDP ports of a host that says so once a second, after a burst of six', async () => {
    const mute = [3005, 3009]
    await server.listen({ udp: mute, answer: 'hold' })
    const report = await probeFrom(client, { addresses: ['10.9.0.2'], udp: [{ first: 3001, last: 3014 }] })
    expect(states(report)).toEqual({ 'closed icmp-port-unreachable': 12, 'open|filtered no-response': 2 })
    expect(
      report.seen.filter((line) => line.includes('open|filtered')).map((line) => Number(line.split(' ')[2])),
    ).toEqual(expect.arrayContaining(mute))
    expect(report.end.notes).toEqual([])
  })

  it('a UDP service that answers from another port', async () => {
    const script = `const { createSocket } = require('node:dgram')
      const socket = createSocket('udp4').bind(69, '0.0.0.0')
      socket.on('message', (_, { port, address }) => createSocket('udp4').send('error', port, address))`
    await server.spawn(process.execPath, ['-e', script], { ready: { udp: 69 } })
    const { seen } = await probeFrom(client, { addresses: ['10.9.0.2'], udp: [{ first: 69, last: 70 }] })
    expect([...seen].sort()).toEqual(['10.9.0.2 udp 69 open udp-reply', '10.9.0.2 udp 70 closed icmp-port-unreachable'])
  })

  it('no packet leaves but those that the pace has let through', async () => {
    await server.nft(`table inet count { counter syn {}
      chain input { type filter hook input priority 0; tcp dport 30000-30299 tcp flags & (syn | ack) == syn counter name syn drop; }
    }`)
    const tcp = [{ first: 30_000, last: 30_299 }]
    const report = await probeFrom(client, { addresses: ['10.9.0.2'], tcp, rate: 1000, retries: 4 })
    expect(states(report)).toEqual({ 'filtered no-response': 300 })
    // One goes ahead until the kernel has found the host, and counts for nothing.
    expect([1500, 1501]).toContain(report.progress.sent)
    expect(await packets(server, 'syn')).toBe(report.progress.sent)
  })
})

// Last, and short: all namespaces of a machine share its neighbour tables, until the lab is gone.
labSuite('connect engine and a full neighbour table', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('neighbours')
  })
  afterAll(() => lab.destroy())

  it('is no state of the hosts behind it, and is told', async () => {
    const { client, server } = await pair(lab)
    await lab.link(client, server, { a: ['10.32.255.254/16'], b: ['10.32.255.253/16'] })
    await server.anyip('10.32.0.0/20')
    await server.listen({ tcp: [80], address: '0.0.0.0' })
    const addresses = ['10.32.0.0-10.32.15.255']
    const tcp = [{ first: 80, last: 80 }]
    const report = await probeFrom(client, { addresses, tcp, allStates: false, abortAfterMs: 3000 })
    const seen = new Set(report.end.tallies.map(({ state }) => state))
    expect([...seen]).toEqual(['open'])
    expect(report.end.unprobed.count).toBeGreaterThan(0)
    expect(report.end.notes.join()).toMatch(/neighbour table .*gc_thresh3/)
  })
})
