import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair, routed } from '../lab/topologies.ts'
import type { ProbeReport, ProbeRequest } from './probe.ts'
import { probeFrom } from './probe-from.ts'
import { programFile } from './programs.ts'

const allPorts = [{ first: 1, last: 65_535 }]
const one = (port: number) => ({ first: port, last: port })
const openPorts = (report: ProbeReport) =>
  report.seen
    .filter((line) => line.includes(' open '))
    .map((line) => Number(line.split(' ')[2]))
    .sort((a, b) => a - b)
const counted = (report: ProbeReport) => report.end.tallies.reduce((sum, { count }) => sum + count, 0)

labSuite('connect engine on a pair of hosts', () => {
  let lab: Lab
  let client: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('connect')
    ;({ client, server } = await pair(lab))
  })
  afterAll(() => lab.destroy())

  /** Runs the probe under a limit of open files, as root or as nobody. */
  async function probeWithFiles(files: string, request: ProbeRequest, user?: string): Promise<ProbeReport> {
    const command = `ulimit ${files}; exec "$0" "$1" "$2"`
    const args = ['-c', command, process.execPath, programFile('probe'), JSON.stringify(request)]
    const { stdout } = await client.exec('sh', args, user === undefined ? {} : { user })
    return JSON.parse(stdout) as ProbeReport
  }

  for (const driver of ['epoll', 'node'] as const) {
    it(`${driver}: a probe never meets itself`, async () => {
      // With two local ports to choose from, every other connection to one of them would be with itself.
      await client.sysctl({ 'net.ipv4.ip_local_port_range': '40000 40001' })
      const ports = [{ first: 40_000, last: 40_001 }]
      const report = await probeFrom(client, { addresses: ['10.9.0.1', 'fd09::1'], tcp: ports, udp: ports, driver })
      await client.sysctl({ 'net.ipv4.ip_local_port_range': '32768 60999' })
      expect(openPorts(report)).toEqual([])
    })
  }

  it('stays under a low limit of open files that it may not raise, and says so', async () => {
    await server.nft(
      'table inet mute { chain input { type filter hook input priority 0; tcp dport 2000-2099 drop; }\n}',
    )
    await server.listen({ tcp: [2100, 2101] })
    const request = { addresses: ['10.9.0.2'], tcp: [{ first: 2000, last: 2110 }] }
    const report = await probeWithFiles('-n 64', request, '65534')
    expect(openPorts(report)).toEqual([2100, 2101])
    expect(report.end.tallies.map(({ state, count }) => [state, count])).toEqual(
      expect.arrayContaining([
        ['open', 2],
        ['closed', 9],
        ['filtered', 100],
      ]),
    )
    expect(report.end.notes.join()).toMatch(/at most \d+ connections at once: this process may open 64 files/)
    expect(report.end.unprobed.count).toBe(0)
  })

  it('raises the limit of open files when it may', async () => {
    const report = await probeWithFiles('-S -n 64', { addresses: ['10.9.0.2'], tcp: [{ first: 2090, last: 2110 }] })
    expect(openPorts(report)).toEqual([2100, 2101])
    expect(report.end.notes).toEqual([])
  })

  it('an abort ends it promptly with everything accounted for', async () => {
    await server.nft(
      'table inet mute2 { chain input { type filter hook input priority 0; tcp dport 10000-19999 drop; }\n}',
    )
    const request = {
      addresses: ['10.9.0.2'],
      tcp: [{ first: 10_000, last: 19_999 }],
      pace: 'polite',
      abortAfterMs: 1500,
    } as const
    const report = await probeFrom(client, request)
    expect(report.end.unprobed.count + counted(report)).toBe(10_000)
    expect(report.end.unprobed.causes).toEqual({ interrupted: report.end.unprobed.count })
    expect(report.end.unprobed.count).toBeGreaterThan(9_000)
  })

  it('three hundred open ports are not folded, nor is a plan that names only open ones', async () => {
    const many = Array.from({ length: 300 }, (_, i) => 20_000 + 7 * i)
    await server.listen({ tcp: many })
    const all = await probeFrom(client, {
      addresses: ['10.9.0.2'],
      tcp: [{ first: 20_000, last: 32_767 }],
      allStates: false,
    })
    expect(openPorts(all)).toEqual(many)
    expect(all.end.pseudoServices).toEqual([])
    const named = await probeFrom(client, { addresses: ['10.9.0.2'], tcp: many.map(one), allStates: false })
    expect(openPorts(named)).toEqual(many)
    expect(named.end.pseudoServices).toEqual([])
  })

  it('finds six open ports behind a firewall that drops everything else', async () => {
    const host = await lab.host('walled')
    await lab.link(client, host, { a: ['10.6.0.1/24'], b: ['10.6.0.2/24'] })
    const open = [22, 80, 443, 8080, 31_337, 65_535]
    await host.listen({ tcp: open })
    await host.nft(
      `table inet wall { chain input { type filter hook input priority 0; policy drop; tcp dport { ${open.join()} } accept; }\n}`,
    )
    const report = await probeFrom(client, { addresses: ['10.6.0.2'], tcp: allPorts, allStates: false })
    expect(openPorts(report)).toEqual(open)
    expect(counted(report)).toBe(65_535)
  })
})

labSuite('connect engine at 2 % loss each way', () => {
  let lab: Lab
  let client: Host
  beforeAll(async () => {
    lab = await createLab('loss')
    const network = await routed(lab, ['10.200.0.0/20'])
    client = network.client
    await network.server.listen({ tcp: [80, 443], address: '0.0.0.0' })
    await network.router.loss(20)
  })
  afterAll(() => lab.destroy())

  // The engine stops where it expects a hundredth of a miss (pacing/loss.ts): one in a hundred scans, two in twenty thousand.
  for (const seed of [1, 2, 3, 4, 5]) {
    it(`misses next to no open port of 4,096 hosts, run ${seed}`, async () => {
      const addresses = ['10.200.0.0-10.200.15.255']
      const report = await probeFrom(client, { addresses, tcp: [one(80), one(81), one(443)], seed, allStates: false })
      expect(new Set(openPorts(report))).toEqual(new Set([80, 443]))
      expect(report.seen.length).toBeGreaterThanOrEqual(8191)
      expect(new Set(report.seen).size).toBe(report.seen.length)
      expect(report.end.unprobed.count).toBe(0)
    })
  }
})
