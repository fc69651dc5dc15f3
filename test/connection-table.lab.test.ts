// A home router remembers the connections of all who are behind it in one small table. A scan must not take it from the others.
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { routed } from '../lab/topologies.ts'
import { probeFrom } from './probe-from.ts'

const steadyClient = fileURLToPath(new URL('steady-client.mjs', import.meta.url))

/**
 * The kernel has one limit for all namespaces, which only the first can set; each namespace counts its own connections, and
 * those without a rule about connections have none.
 */
const limitFile = '/proc/sys/net/netfilter/nf_conntrack_max'
/** All namespaces share the hash table as well. Linux makes it of as many buckets as the limit. */
const bucketsFile = '/proc/sys/net/netfilter/nf_conntrack_buckets'
const tableSize = 4096
/** A connection of the neighbour every 50 ms, for longer than a scan takes to fill the table. */
const neighbourly = { everyMs: 50, connections: 300 }

const homeRouter = `table ip home {
  chain out {
    type nat hook postrouting priority 100
    oifname "eth1" masquerade
  }
  chain untold {
    type filter hook prerouting priority -300
    ip protocol icmp notrack
  }
  chain pass {
    type filter hook forward priority 0
    ct state established,related accept
  }
}
`

labSuite('the connection table of a home router', () => {
  let lab: Lab
  let client: Host
  let neighbour: Host
  let router: Host

  beforeEach(async () => {
    lab = await createLab('table')
    const hosts = await routed(lab, ['10.66.0.0/20'])
    ;({ client, router } = hosts)
    neighbour = await lab.host('neighbour')
    await lab.link(neighbour, router, { a: '10.7.0.2/24', b: '10.7.0.1/24' })
    await neighbour.route('default', '10.7.0.1')
    await router.nft(homeRouter)
    await hosts.server.listen({ tcp: [80, 8080] })
    await hosts.server.block({ tcp: { '1000-1999': 'drop' } })
  })
  afterEach(() => lab.destroy())

  /** What became of the neighbour's connections while somebody scans. */
  async function whileScanning(scan: () => Promise<unknown>): Promise<Record<string, number>> {
    const { everyMs, connections } = neighbourly
    const words = [steadyClient, '10.9.0.2', '8080', String(everyMs), String(connections)]
    const traffic = neighbour.exec(process.execPath, words, { timeoutMs: 100_000 })
    await scan()
    const { stdout } = await traffic
    return JSON.parse(stdout) as Record<string, number>
  }

  const addresses = ['10.66.0.0-10.66.15.255']
  const silent = [{ first: 1000, last: 1001 }]
  const open = [{ first: 80, last: 80 }]
  const many = [{ first: 1000, last: 1009 }]
  const remembered = async () =>
    Number((await router.exec('cat', ['/proc/sys/net/netfilter/nf_conntrack_count'])).stdout)

  // Linux makes room in a full table by forgetting connections that were never whole. Those that the connect engine makes at open
  // ports are whole, and remembered for 10 s after their end: with more than 400 of them a second such a table does get full.
  const scans = [
    { engine: 'raw', full: false, hostsOpen: 4096, others: '' },
    { engine: 'connect', full: true, hostsOpen: 256, others: 'ip daddr 10.66.1.0-10.66.15.255 tcp dport 80 drop' },
  ] as const
  for (const { engine, full, hostsOpen, others } of scans) {
    it(`${engine} at the default pace: ${full ? 'full' : 'not full'} of our probes, and others connect as ever`, async () => {
      if (others !== '')
        await router.nft(`table ip fewer { chain out { type filter hook postrouting priority 0\n${others}\n}\n}`)
      lab.setOfMachine(limitFile, tableSize)
      lab.setOfMachine(bucketsFile, tableSize)
      const request = { addresses, tcp: [...open, ...silent], engine, pace: 'default', allStates: false } as const
      const outcome = await whileScanning(async () => {
        const { seen } = await probeFrom(client, request, { timeoutMs: 100_000 })
        expect(seen).toHaveLength(hostsOpen)
        expect((await remembered()) / tableSize > 0.9).toBe(full)
      })
      expect(outcome).toEqual({ connected: neighbourly.connections, delayed: 0, failed: 0 })
    })
  }

  it('raw takes SYNs, ACKs and pings out of the table again, for routers that do not make room by themselves', async () => {
    // The server has none of these, and passes nothing on.
    await router.route('10.67.0.0/24', '10.9.0.2')
    const scans = [
      { addresses: ['10.66.0.0-10.66.3.255'], tcp: silent },
      { addresses: ['10.66.4.0-10.66.4.255'], tcp: silent, technique: 'ack' },
      { addresses: ['10.67.0.0-10.67.0.255'], tcp: many, discoverHosts: true },
    ] as const
    const ask = (what: (typeof scans)[number]) =>
      probeFrom(client, { ...what, engine: 'raw', pace: 'default', allStates: false })
    const sent = (await Promise.all(scans.map(ask))).map(({ progress }) => progress.sent)
    // Two attempts at each endpoint, each from a port of its own; five pings to each host, of which three are segments.
    expect(sent).toEqual([4096, 1024, 1280])
    expect(await remembered()).toBeLessThan(50)
  })
})
