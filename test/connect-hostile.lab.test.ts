import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import type { ProbeReport } from './connect-probe.ts'
import { probeFrom } from './connect-probe-from.ts'

const states = (report: ProbeReport) =>
  Object.fromEntries(report.end.tallies.map(({ state, reason, count }) => [`${state} ${reason}`, count]))

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
    expect(report.progress.sent).toBe(1500)
    expect(await packets(server, 'syn')).toBe(1500)
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
