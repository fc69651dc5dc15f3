// Routers that remember connections, on the way: what makes them forget must not make them drop answers.
import { expect, it } from 'vitest'
import { firstAddress, runSimulated, type SimulatedScanOptions, spaceOf } from '../../../test/simulated-scan.ts'
import { seededRandom } from '../../lib/random.ts'
import { ConnectionTable } from '../../link/simulation/connection-table.ts'
import { type HostAt, type PortState, portsOpen } from '../../link/simulation/host.ts'
import { SimulatedNetwork } from '../../link/simulation/network.ts'
import { SimulatedLink } from '../../link/simulation/simulated-link.ts'
import { VirtualClock } from '../../link/simulation/virtual-clock.ts'
import { paceNamed } from '../pacing/pace.ts'
import { HostDiscovery } from './host-discovery.ts'
import { Lane } from './lane.ts'
import { Outlet } from './outlet.ts'

const web = { tcp: [{ first: 80, last: 80 }] }
const silent: (port: number) => PortState = () => 'silent'
const open = portsOpen([80], 'closed')

function behindRouter(options: Omit<SimulatedScanOptions, 'seed' | 'pace'> & Partial<SimulatedScanOptions>) {
  const table = new ConnectionTable()
  const result = runSimulated({ seed: 1, pace: paceNamed('default'), wrap: (link) => table.before(link), ...options })
  return { ...result, table }
}

it('waits for a host that answers after 700 ms, even where all others answer at once', () => {
  const hosts: HostAt = (host) => ({ tcp: open, roundTripMs: host === firstAddress + 77 ? 700 : 5 })
  const { tallied, table } = behindRouter({ hosts, space: spaceOf(2000, web) })
  expect(tallied).toEqual({ 'syn-ack': 2000 })
  expect(table.dropped).toBe(0)
})

it('waits for longer while there is room: for hosts behind satellites, whose first answer comes after two seconds', () => {
  const hosts: HostAt = () => ({ tcp: open, roundTripMs: 2000 })
  expect(behindRouter({ hosts, space: spaceOf(500, web) }).tallied).toEqual({ 'syn-ack': 500 })
})

it.each([
  ['nobody', () => ({ tcp: silent })],
  ['every second', (host) => ({ tcp: host % 2 === 0 ? silent : open, roundTripMs: 200 })],
] as [string, HostAt][])('does not fill the table of a small router, where %s answers', (_, hosts) => {
  const { table, sent, elapsedMs } = behindRouter({ hosts, space: spaceOf(16_384, web), retries: 1 })
  expect(table.mostUnanswered).toBeGreaterThan(1500)
  expect(table.mostUnanswered).toBeLessThan(3500)
  expect(table.unanswered).toBe(0)
  // The default pace, but for the time that the first few get while nobody has answered.
  expect(elapsedMs).toBeLessThan((1000 * sent) / 3000 + 8000)
})

it('takes ACKs out of it as well', () => {
  const { table, tallied } = behindRouter({
    hosts: () => ({ tcp: silent }),
    space: spaceOf(100, web),
    technique: 'ack',
  })
  expect(tallied).toEqual({ 'no-response': 100 })
  expect(table.mostUnanswered).toBeGreaterThanOrEqual(100)
  expect(table.unanswered).toBe(0)
})

it('takes the pings of host discovery out of it as well', () => {
  const table = new ConnectionTable()
  const [clock, random] = [new VirtualClock(), seededRandom(1)]
  const network = new SimulatedNetwork({ hosts: () => null, random })
  const outlet = new Outlet(table.before(new SimulatedLink({ network, clock })), 'sim0')
  const path = { macs: null, source: Uint8Array.of(192, 0, 2, 1), mtu: 1500 }
  const lane = new Lane({ outlet, distance: 'beyond', path, hardware: null })
  const discovery = new HostDiscovery({
    addresses: spaceOf(4096, web).addresses,
    lanes: { find: () => lane, outlets: [outlet] },
    ports: { tcp: 61_000, udp: 62_000, count: 5 },
    pace: paceNamed('default'),
    ...{ seed: 1, random, clock: clock.now, aborted: () => false, onProgress: () => {} },
  })
  discovery.run()
  expect(discovery.found).toBe(0)
  expect(table.mostUnanswered).toBeGreaterThan(1500)
  expect(table.mostUnanswered).toBeLessThan(3500)
  expect(table.unanswered).toBe(0)
})
