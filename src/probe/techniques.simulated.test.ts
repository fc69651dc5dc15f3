// Contract suite of techniques/: each tells the states of ports as its table says, however lossy the way, and forged answers count for
// nothing. A new technique needs a column here.
import { describe, expect, it } from 'vitest'
import { runSimulated, spaceOf } from '../../test/simulated-scan.ts'
import { duplication, loss } from '../link/simulation/faults.ts'
import { forger } from '../link/simulation/forgery.ts'
import type { HostAt, SimulatedHost } from '../link/simulation/host.ts'
import type { Reason, State } from '../model/unions.ts'
import { recallOf } from './raw/recall.ts'
import { reasonOf } from './results/outcome.ts'
import { stateBy } from './technique.ts'
import { techniques } from './techniques.gen.ts'

type Name = keyof typeof techniques
type Seen = `${State} ${Reason}`

/** What stands behind a port, by its number. */
const behind = {
  1: 'a service',
  2: 'nothing',
  3: 'a filter that drops all',
  4: 'a filter that refuses all',
  5: 'a service behind a filter that drops what begins a connection',
  6: 'nothing, behind a filter that drops what begins no connection',
} as const
type Port = keyof typeof behind

const tcpOf = { 1: 'open', 2: 'closed', 3: 'silent', 4: 'rejected', 5: 'silent', 6: 'closed' } as const
const ackOf = { 1: 'closed', 2: 'closed', 3: 'silent', 4: 'rejected', 5: 'closed', 6: 'silent' } as const
const host: SimulatedHost = {
  tcp: (port) => tcpOf[port as Port],
  udp: (port) => tcpOf[port as Port],
  ack: (port) => ackOf[port as Port],
  roundTripMs: 10,
  jitterMs: 5,
}
const hosts: HostAt = () => host

const [silent, refused] = ['filtered no-response', 'filtered icmp-admin-prohibited'] as const
const table: Readonly<Record<Name, Readonly<Record<Port, Seen>>>> = {
  syn: { 1: 'open syn-ack', 2: 'closed rst', 3: silent, 4: refused, 5: silent, 6: 'closed rst' },
  ack: { 1: 'unfiltered rst', 2: 'unfiltered rst', 3: silent, 4: refused, 5: 'unfiltered rst', 6: silent },
  udp: {
    1: 'open udp-reply',
    2: 'closed icmp-port-unreachable',
    3: 'open|filtered no-response',
    4: refused,
    5: 'open|filtered no-response',
    6: 'closed icmp-port-unreachable',
  },
}
const names = Object.keys(table) as Name[]
const hostCount = 150
const range = [{ first: 1, last: 6 }]

function scanned(name: Name, options: Partial<Parameters<typeof runSimulated>[0]>) {
  const { transport } = techniques[name]
  const space = spaceOf(hostCount, { [transport]: range })
  // With 8 attempts a third of the packets may get lost each way, and hardly an endpoint is missed: 0.56^8 is 1 %.
  return runSimulated({ hosts, seed: 1, space, technique: name, ...options })
}

function statesOf(name: Name, { seen }: ReturnType<typeof runSimulated>): Map<string, number> {
  const counted = new Map<string, number>()
  for (const [endpoint, reason] of seen) {
    const port = Number(endpoint.split('/')[2]) as Port
    const outcome = outcomes.indexOf(reason)
    const line = `${behind[port]}: ${stateBy(techniques[name], outcome)} ${reason}`
    counted.set(line, (counted.get(line) ?? 0) + 1)
  }
  return counted
}
const outcomes: readonly string[] = Array.from({ length: 13 }, (_, i) => reasonOf(i))

function truthOf(name: Name): Map<string, number> {
  const ports = Object.keys(behind).map(Number) as Port[]
  return new Map(ports.map((port) => [`${behind[port]}: ${table[name][port]}`, hostCount]))
}

const sorted = (counted: ReadonlyMap<string, number>) => [...counted].sort(([a], [b]) => (a < b ? -1 : 1))

describe.each(names)('technique %s', (name) => {
  it.each([0, 0.02, 0.1])('tells what is behind each port at a loss of %d each way', (share) => {
    // Attempts that even the worst of these losses leaves nobody out of: 0.19^8 of 900 endpoints.
    const result = scanned(name, { retries: 7, faults: (random) => [loss(share, random), duplication(0.05, random)] })
    expect(sorted(statesOf(name, result))).toEqual(sorted(truthOf(name)))
    expect(result.repeated).toEqual([])
  })

  it('takes no forged answer for one', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const result = scanned(name, { seed, forger: (random) => forger(1, random) })
      expect(sorted(statesOf(name, result)), `seed ${seed}`).toEqual(sorted(truthOf(name)))
    }
  })

  it('never reports what the loss only makes look silent as anything but that', () => {
    const result = scanned(name, { retries: 0, faults: (random) => [loss(0.5, random)] })
    const silence = `${techniques[name].states['no-response']} no-response`
    const truth = truthOf(name)
    for (const [line] of statesOf(name, result)) expect(truth.has(line) || line.endsWith(silence), line).toBe(true)
  })

  it('measures loss where it is asked for it', () => {
    const result = scanned(name, { faults: (random) => [loss(0.05, random)] })
    expect(recallOf(result.scan.recallEvidence)).toMatchObject({
      found: expect.any(Number),
      sample: expect.any(Number),
    })
  })
})

describe('an ACK scan', () => {
  it('folds no host on which every port answers: that is what hosts do', () => {
    const open: HostAt = () => ({ tcp: () => 'open' })
    const space = spaceOf(2, { tcp: [{ first: 1, last: 5000 }] })
    const { scan, tallied } = runSimulated({ hosts: open, seed: 2, space, technique: 'ack' })
    expect(tallied).toEqual({ rst: 10_000 })
    expect(scan.folding.folded).toEqual([])
  })

  it('tells its recall by the ports that let ACK through', () => {
    const space = spaceOf(300, { tcp: range })
    const faults = (random: () => number) => [loss(0.05, random)]
    const { scan } = runSimulated({ hosts, seed: 3, space, technique: 'ack', faults })
    const recall = recallOf(scan.recallEvidence)
    expect(recall).toMatchObject({ found: 900 })
    expect('lowerBound' in recall && recall.lowerBound).toBeGreaterThan(0.99)
  })
})
