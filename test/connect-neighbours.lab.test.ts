import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import type { ProbeReport } from './probe.ts'
import { probeFrom } from './probe-from.ts'

const tcp = [{ first: 1, last: 200 }]
const networks = { 4: '10.9.0.2-10.9.0.254', 6: 'fd09::2-fd09::fe' } as const
const prefixes = { 4: '10.9.0.', 6: 'fd09::' } as const
const hosts = 253
const present = [2, 11, 12, 13, 14, 15, 16, 17]

const tally = (report: ProbeReport) =>
  report.end.tallies.reduce<Record<string, number>>((sum, { state, reason, count }) => {
    sum[`${state} ${reason}`] = (sum[`${state} ${reason}`] ?? 0) + count
    return sum
  }, {})

labSuite('connect engine and the neighbours on the link', () => {
  let lab: Lab
  let client: Host
  let server: Host
  beforeEach(async () => {
    lab = await createLab('link')
    ;({ client, server } = await pair(lab))
    // The kernel asks three times, this far apart. Its default is a second, and only the test's time would differ.
    await client.sysctl({ 'net.ipv4.neigh.eth0.retrans_time_ms': 300, 'net.ipv6.neigh.eth0.retrans_time_ms': 300 })
  })
  afterEach(() => lab.destroy())

  for (const driver of ['epoll', 'node'] as const) {
    for (const family of [4, 6] as const) {
      it(`${driver}, IPv${family}: of 253 hosts 8 are there; the others cost two probes each`, async () => {
        for (const last of present.slice(1)) {
          await server.address(family === 4 ? `10.9.0.${last}/24` : `fd09::${last.toString(16)}/64`)
        }
        await server.listen({ tcp: [22, 80], address: family === 4 ? '0.0.0.0' : '::' })
        const report = await probeFrom(client, { addresses: [networks[family]], tcp, driver, allStates: false })
        expect([...report.seen].sort()).toEqual(
          present
            .flatMap((last) =>
              [22, 80].map((port) => `${prefixes[family]}${last.toString(family === 4 ? 10 : 16)} ${port}`),
            )
            .map((endpoint) => `${endpoint.replace(' ', ' tcp ')} open connected`)
            .sort(),
        )
        expect(tally(report)).toEqual({
          'open connected': 2 * present.length,
          'closed refused': 198 * present.length,
          'filtered no-response': 200 * (hosts - present.length),
        })
        expect(report.end.unprobed).toEqual({ count: 0, causes: {} })
        // A host about which the kernel says nothing for 5 s is walked through: on a busy machine, and when its table, which all
        // namespaces share, is full.
        const absent = hosts - present.length
        const found = Number(/^(\d+) hosts on the link did not answer ARP/.exec(report.end.notes.join('\n'))?.[1])
        expect(found).toBeGreaterThan(0.9 * absent)
        expect(found).toBeLessThanOrEqual(absent)
        // The eight cost 3,200 at most and the others 500, a walk through all of them 100,000. In between: hosts that a busy machine
        // has walked through for a while before it heard that they are absent.
        expect(report.progress.sent).toBeLessThan(0.2 * 2 * 200 * hosts)
      })
    }
  }

  it('a host that answers only every third or fifth question of the kernel loses no open port', async () => {
    await client.sysctl({ 'net.ipv4.neigh.eth0.retrans_time_ms': 1000, 'net.ipv6.neigh.eth0.retrans_time_ms': 1000 })
    const open = Array.from({ length: 150 }, (_, i) => 1000 + 7 * i)
    await server.listen({ tcp: open, address: '::' })
    await server.nft(`table arp deaf { chain input { type filter hook input priority 0
      arp operation request numgen inc mod 3 < 2 drop
    }
    }
    table ip6 deaf { chain input { type filter hook input priority 0
      icmpv6 type nd-neighbor-solicit numgen inc mod 5 < 4 drop
    }
    }`)
    const addresses = ['10.9.0.2', 'fd09::2']
    const request = { addresses, tcp: [{ first: 1000, last: 2999 }], retries: 1, allStates: false }
    const report = await probeFrom(client, request)
    expect(tally(report)).toEqual({ 'open connected': 300, 'closed refused': 3700 })
    expect(report.end.notes).toEqual([])
  })

  it('hosts behind a router, on a tunnel and this machine are never judged by their neighbours', async () => {
    await client.ip('tuntap add dev tun0 mode tun\nlink set tun0 up\naddr add 10.40.0.1 peer 10.40.0.2 dev tun0')
    await client.route('10.41.0.0/24', '10.9.0.2')
    await server.nft(
      'table ip mute { chain pre { type filter hook prerouting priority 0; ip daddr 10.41.0.0/24 drop; }\n}',
    )
    const addresses = ['10.9.0.1', '10.40.0.2', '10.41.0.7']
    const report = await probeFrom(client, { addresses, tcp: [{ first: 80, last: 99 }], allStates: false })
    expect(report.progress.sent).toBeGreaterThanOrEqual(100)
    expect(tally(report)).toEqual({ 'closed refused': 20, 'filtered no-response': 40 })
    expect(report.end.notes).toEqual([])
  })

  it('a local rule that keeps the probes in is not absence', async () => {
    await client.nft(
      'table inet own { chain output { type filter hook output priority 0; ip daddr 10.9.0.77 drop; }\n}',
    )
    const report = await probeFrom(client, { addresses: ['10.9.0.77'], tcp: [{ first: 80, last: 82 }] })
    expect(report.end.notes).toEqual([])
    expect(tally(report)).toEqual({ 'filtered no-response': 3 })
  })
})
