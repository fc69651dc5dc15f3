// A home router remembers the connections of all who are behind it in one small table. A scan must not take it from the others.
import { readFileSync, writeFileSync } from 'node:fs'
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
  let kernel: readonly (readonly [string, string])[]

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
    kernel = [limitFile, bucketsFile].map((file) => [file, readFileSync(file, 'utf8')] as const)
  })
  afterEach(async () => {
    for (const [file, before] of kernel) writeFileSync(file, before)
    await lab.destroy()
  })

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
  const remembered = async () =>
    Number((await router.exec('cat', ['/proc/sys/net/netfilter/nf_conntrack_count'])).stdout)

  // Linux makes room in a full table by forgetting connections that were never whole. Those that the connect engine makes at open
  // ports are whole, and remembered for 10 s after their end: with more than 400 of them a second such a table does get full.
  const scans = [
    { engine: 'raw', hostsOpen: 4096, others: '' },
    { engine: 'connect', hostsOpen: 256, others: 'ip daddr 10.66.1.0-10.66.15.255 tcp dport 80 drop' },
  ] as const
  for (const { engine, hostsOpen, others } of scans) {
    it(`${engine} at the default pace: full of our probes, and others connect as ever`, async () => {
      if (others !== '')
        await router.nft(`table ip fewer { chain out { type filter hook postrouting priority 0\n${others}\n}\n}`)
      writeFileSync(limitFile, String(tableSize))
      writeFileSync(bucketsFile, String(tableSize))
      const request = { addresses, tcp: [...open, ...silent], engine, pace: 'default', allStates: false } as const
      const outcome = await whileScanning(async () => {
        const { seen } = await probeFrom(client, request, { timeoutMs: 100_000 })
        expect(seen).toHaveLength(hostsOpen)
      })
      expect(outcome).toEqual({ connected: neighbourly.connections, delayed: 0, failed: 0 })
    })
  }

  it('raw takes silent probes out of the table again, for routers that do not make room by themselves', async () => {
    await probeFrom(client, { addresses, tcp: silent, engine: 'raw', pace: 'default', allStates: false })
    // Of two attempts or more at each of 8,192 endpoints, each from a port of its own.
    expect(await remembered()).toBeLessThan(50)
  })
})
