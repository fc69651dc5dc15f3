// Hosts of the link that tell their hardware address late, or never, while the others are scanned.
import { describe, expect, it } from 'vitest'
import { runKilled } from '../../../test/killed-scan.ts'
import { firstAddress, runSimulated, type SimulatedScanOptions, spaceOf } from '../../../test/simulated-scan.ts'
import { seededRandom } from '../../lib/random.ts'
import { type HostAt, portsOpen } from '../../link/simulation/host.ts'
import { SimulatedNetwork } from '../../link/simulation/network.ts'
import { SimulatedLink } from '../../link/simulation/simulated-link.ts'
import { VirtualClock } from '../../link/simulation/virtual-clock.ts'
import { paceNamed } from '../pacing/pace.ts'
import { hostIs, turnOf } from './awaited.ts'
import { HostDiscovery } from './host-discovery.ts'
import { Lane } from './lane.ts'
import { Neighbourhood } from './neighbourhood.ts'
import { Outlet } from './outlet.ts'

const ports = 40
const tcp = [{ first: 1, last: ports }]
const here = { tcp: portsOpen([1, 2], 'closed'), roundTripMs: 1 }

/** Answers each request of so many; 0: none. */
function onRequest(numberOf: (host: number) => number): HostAt {
  const asked = new Map<number, number>()
  return (address) => {
    const host = address - firstAddress
    const requests = 1 + (asked.get(host) ?? 0)
    asked.set(host, requests)
    const answered = numberOf(host)
    return answered > 0 && requests % answered === 0 ? here : null
  }
}

describe('host discovery on a link', () => {
  const numberOf = (host: number) => (host % 4 === 0 ? 1 : host === 33 ? 3 : 0)

  function discover(hosts: number) {
    const [clock, random] = [new VirtualClock(), seededRandom(1)]
    const network = new SimulatedNetwork({ hosts: () => here, random })
    const neighbours = onRequest(numberOf)
    const outlet = new Outlet(new SimulatedLink({ network, clock, layer: 'ethernet', neighbours }), 'sim0')
    const [mac, source] = [Uint8Array.of(2, 0, 0, 0, 0, 1), Uint8Array.of(192, 0, 2, 1)]
    const neighbourhood = new Neighbourhood({ outlet, mac, random, perSecond: 1000, known: [] })
    outlet.neighbourhood = neighbourhood
    neighbourhood.addSource(source)
    const path = { macs: { source: mac, nextHop: new Uint8Array(6) }, source, mtu: 1500 }
    const lane = new Lane({ outlet, distance: 'onLink', path, hardware: neighbourhood })
    const discovery = new HostDiscovery({
      addresses: spaceOf(hosts, { tcp }).addresses,
      lanes: { find: () => lane, outlets: [outlet] },
      ports: { tcp: 61_000, udp: 62_000, count: 5 },
      pace: paceNamed('max'),
      ...{ seed: 1, random, clock: clock.now, aborted: () => false, onProgress: () => {} },
    })
    discovery.run()
    return { alive: [...discovery.alive], elapsedMs: clock.now() }
  }

  it('is over when those have answered who do so at once; the others are awaited', () => {
    const { alive, elapsedMs } = discover(256)
    expect(alive).toEqual(alive.map((_, host) => (numberOf(host) === 1 ? hostIs.there : hostIs.awaited)))
    expect(elapsedMs).toBeLessThan(400)
  })

  it('waits for all where they are too many to be remembered', () => {
    const { alive, elapsedMs } = discover(33_000)
    expect(alive).toEqual(alive.map((_, host) => (numberOf(host) > 0 ? hostIs.there : hostIs.missing)))
    expect(elapsedMs).toBeGreaterThan(60_000)
  })
})

describe('a scan of hosts of which some are awaited', () => {
  // 0 to 3 are there, 4 and 5 answer late, 6 and 7 never.
  const turns = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1)
  const numberOf = (host: number) => (host < 4 ? 1 : host < 6 ? 3 : 0)
  const limits = { perHost: Infinity, total: 100, hostConnections: Infinity }
  const pace = { own: limits, onLink: limits, beyond: limits, adapt: false, atOnce: true }
  const options = (): SimulatedScanOptions => ({
    hosts: () => here,
    neighbours: onRequest(numberOf),
    distance: 'onLink',
    seed: 1,
    pace,
    space: spaceOf(8, { tcp }),
  })
  const endpoints = Array.from(
    { length: 6 * ports },
    (_, i) => `${Math.floor(i / ports)}/tcp/${1 + (i % ports)}`,
  ).sort()

  it('asks those that come late after the others, and leaves out who does not come', () => {
    const { seen, scan, tallied } = runSimulated({ ...options(), scan: { turns } })
    const order = [...seen.keys()].map((endpoint) => Number(endpoint.split('/')[0]))
    expect([...seen.keys()].sort()).toEqual(endpoints)
    expect(order.slice(0, 4 * ports).every((host) => host < 4)).toBe(true)
    expect([scan.missing, scan.absent.size]).toEqual([2, 0])
    expect(tallied).toEqual({ 'syn-ack': 12, rst: 6 * ports - 12 })
  })

  it('ends when nobody has come', () => {
    const none = { ...options(), neighbours: onRequest(() => 0) }
    const { seen, scan } = runSimulated({ ...none, scan: { turns: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1) } })
    expect([seen.size, scan.missing, scan.failures.total]).toEqual([0, 8, 0])
  })

  it('counts whoever was awaited when it was stopped as not asked', () => {
    const { seen, scan } = runSimulated({ ...options(), scan: { turns }, abort: ({ nowMs }) => nowMs > 1200 })
    expect(scan.missing).toBe(0)
    expect(seen.size).toBeGreaterThan(0)
    expect(seen.size + scan.failures.total).toBe(8 * ports)
  })

  it.each([1, 2])(
    'by %i that is killed or interrupted at any moment and resumed passes nothing over, and repeats no result',
    (scanners) => {
      const alive = turns.map((turn) => (turn === turnOf.first ? hostIs.there : hostIs.awaited))
      const whole = runKilled({ ...options(), alive, scanners, killedAt: [] })
      expect(whole.elapsedMs).toBeGreaterThan(2000)
      for (let at = 20; at < whole.elapsedMs; at += 50) {
        const interrupts = at % 100 === 70
        const chain = { ...options(), alive, scanners, interrupts }
        const { disk, last, tallied } = runKilled({ ...chain, killedAt: [at, at / 2] })
        const asked = disk.results.map(({ addressIndex, port }) => `${addressIndex}/tcp/${port}`)
        expect(asked.sort(), `killed after ${at} ms`).toEqual(endpoints)
        expect(tallied, `killed after ${at} ms`).toEqual(whole.tallied)
        expect(last.reduce((sum, { scan }) => sum + scan.missing, 0)).toBe(2)
      }
    },
  )
})
