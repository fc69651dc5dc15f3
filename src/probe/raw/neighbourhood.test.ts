import { expect, it } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import { SimulatedNetwork } from '../../link/simulation/network.ts'
import { SimulatedLink } from '../../link/simulation/simulated-link.ts'
import { VirtualClock } from '../../link/simulation/virtual-clock.ts'
import { Neighbourhood } from './neighbourhood.ts'
import { Outlet } from './outlet.ts'

it('gives up a host that there is no own address to ask for, and asks for the others meanwhile', () => {
  const [clock, random] = [new VirtualClock(), seededRandom(1)]
  const network = new SimulatedNetwork({ hosts: () => null, random })
  const link = new SimulatedLink({ network, clock, layer: 'ethernet' })
  const outlet = new Outlet(link, 'sim0')
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
  const neighbourhood = new Neighbourhood({ outlet, mac, random, perSecond: 1000, known: [] })
  neighbourhood.addSource(Uint8Array.of(192, 0, 2, 1))
  const [ours, theirs] = [new Uint8Array(6), new Uint8Array(16).fill(0xfe)]
  expect(neighbourhood.resolve(theirs, 16, ours, 0)).toBe('absent')
  expect(neighbourhood.resolve(Uint8Array.of(192, 0, 2, 2), 4, ours, 0)).toBe('asking')
  for (let now = 0; now < 2000; now += 10) neighbourhood.ask(now)
  expect([link.counters.sent, neighbourhood.quiet]).toEqual([3, true])
})
