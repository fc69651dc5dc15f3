import { describe, expect, it } from 'vitest'
import {
  firstAddress,
  firstUdpPort,
  runSimulated,
  type SimulatedResult,
  spaceOf,
} from '../../../test/simulated-scan.ts'
import { delay, duplication, loss, type Passage, synLimiter } from '../../link/simulation/faults.ts'
import { type Forger, forger } from '../../link/simulation/forgery.ts'
import { type HostAt, hostDraw, type PortState, portsOpen } from '../../link/simulation/host.ts'
import { emitUdp } from '../../wire/udp.ts'
import { type Pace, paceFromRate, paceNamed } from '../pacing/pace.ts'
import type { Deliver } from '../results/verdicts.ts'
import { recallOf } from './recall.ts'

const states: readonly PortState[] = ['open', 'closed', 'silent', 'rejected']

/** Every host and port in a state of its own, by a draw that can be repeated. */
const mixed: HostAt = (host) => ({
  tcp: (port) => stateOf(host, port, 1),
  udp: (port) => stateOf(host, port, 2),
  roundTripMs: 1 + (hostDraw(host, 3) % 40),
  jitterMs: 2,
})

function stateOf(host: number, port: number, salt: number): PortState {
  return states[hostDraw(host * 65_536 + port, salt) % 4]!
}

const reasonsOf: Record<string, Record<PortState, string>> = {
  tcp: { open: 'syn-ack', closed: 'rst', silent: 'no-response', rejected: 'icmp-admin-prohibited' },
  udp: { open: 'udp-reply', closed: 'icmp-port-unreachable', silent: 'no-response', rejected: 'icmp-admin-prohibited' },
}

/** What everyone would see who loses nothing. */
function truth(hosts: number, ports: readonly number[], transports = ['tcp']): Map<string, string> {
  const all = new Map<string, string>()
  for (let host = 0; host < hosts; host++) {
    for (const transport of transports) {
      for (const port of ports) {
        const state = stateOf(firstAddress + host, port, transport === 'tcp' ? 1 : 2)
        all.set(`${host}/${transport}/${port}`, reasonsOf[transport]![state])
      }
    }
  }
  return all
}

function expectTruth({ seen, repeated }: SimulatedResult, expected: ReadonlyMap<string, string>) {
  const wrong = [...expected].filter(([name, reason]) => seen.get(name) !== reason)
  expect(wrong.slice(0, 5).map(([name, reason]) => `${name}: ${seen.get(name)}, not ${reason}`)).toEqual([])
  expect(seen.size).toBe(expected.size)
  expect(repeated).toEqual([])
}

const ports = [20, 21, 22, 23, 24, 25]
const tcp = [{ first: 20, last: 25 }]

describe('a raw scan of a simulated network', () => {
  it('tells each endpoint as it is', () => {
    const result = runSimulated({ hosts: mixed, seed: 1, space: spaceOf(300, { tcp, udp: tcp }) })
    expectTruth(result, truth(300, ports, ['tcp', 'udp']))
  })

  it.each([
    [undefined, 0],
    [Infinity, Infinity],
    [3, 3],
  ])('keeps what open endpoints answered, when that is wanted: %s', (keepsAnswers, most) => {
    const answered = new Set<string>()
    const deliver: Deliver = ({ addressIndex, transport, port }, answers) => {
      for (const { row, ttl, bytes } of answers) {
        answered.add(`${addressIndex[row]}/${transport[row] === 0 ? 'tcp' : 'udp'}/${port[row]}`)
        expect(ttl).toBe(64)
        // A segment begins with the port that it comes from (RFC 9293 §3.1).
        if (transport[row] === 0) expect(256 * bytes[0]! + bytes[1]!).toBe(port[row])
      }
    }
    const space = spaceOf(50, { tcp, udp: tcp })
    runSimulated({ hosts: mixed, seed: 1, space, scan: { deliver }, ...(keepsAnswers && { keepsAnswers }) })
    const open = [...truth(50, ports, ['tcp', 'udp'])].filter(([, reason]) => /syn-ack|udp-reply/.test(reason))
    expect(answered.size).toBe(Math.min(open.length, most))
    for (const name of answered) expect(open.map(([each]) => each)).toContain(name)
  })

  it('misses nothing at 2 % loss each way, over 4,096 hosts, in 20 seeds', () => {
    const open = { tcp: portsOpen([80], 'closed'), roundTripMs: 1 }
    for (let seed = 1; seed <= 20; seed++) {
      const space = spaceOf(4096, { tcp: [{ first: 80, last: 80 }] })
      const { tallied } = runSimulated({ hosts: () => open, seed, space, faults: (random) => [loss(0.02, random)] })
      expect(tallied, `seed ${seed}`).toEqual({ 'syn-ack': 4096 })
    }
  })

  it.each([
    ['duplicates', { faults: (random: () => number) => [duplication(0.5, random)] }],
    ['reordering', { faults: (random: () => number) => [delay(0.5, [0, 60], random)] }],
    [
      'answers that come after the next attempt',
      { faults: (random: () => number) => [delay(0.3, [150, 450], random)] },
    ],
    ['spoofed and foreign answers', { forger: (random: () => number) => forger(1, random) }],
    ['a link that takes a few frames at a time', { link: { mostTaken: 7 } }],
  ])('is not misled by %s', (_, trouble) => {
    expectTruth(runSimulated({ hosts: mixed, seed: 7, space: spaceOf(200, { tcp }), ...trouble }), truth(200, ports))
  })

  it('waits for hosts that are slower than the gap between attempts', () => {
    const hosts: HostAt = () => ({ tcp: portsOpen([20], 'silent'), roundTripMs: 1250, jitterMs: 50 })
    const faults = (random: () => number) => [loss(0.1, random)]
    const { tallied } = runSimulated({
      hosts,
      seed: 17,
      space: spaceOf(1000, { tcp: [{ first: 20, last: 21 }] }),
      faults,
    })
    expect(tallied).toEqual({ 'syn-ack': 1000, 'no-response': 1000 })
  })

  it('takes no datagram for an answer to an attempt that it has not made', () => {
    const hosts: HostAt = () => ({ tcp: () => 'closed', udp: () => 'silent' })
    const early: Forger = ({ destination, destinationPort }) => {
      const datagram = { sourcePort: destinationPort, destinationPort: firstUdpPort + 5, payload: destination }
      return [{ source: destination, protocol: 17, emit: (bytes, at) => emitUdp(datagram, bytes, at) }]
    }
    const { tallied } = runSimulated({ hosts, seed: 13, space: spaceOf(50, { tcp, udp: tcp }), forger: () => early })
    expect(tallied).toEqual({ rst: 300, 'no-response': 300 })
  })

  it('is not misled by hosts that repeat their SYN-ACK, and remember the first SYN', () => {
    const hosts: HostAt = () => ({
      tcp: portsOpen(ports, 'closed'),
      keepsHalfOpen: true,
      roundTripMs: 80,
      jitterMs: 200,
    })
    const faults = (random: () => number) => [loss(0.2, random)]
    const { tallied, repeated } = runSimulated({ hosts, seed: 3, space: spaceOf(200, { tcp }), faults })
    expect(tallied).toEqual({ 'syn-ack': 1200 })
    expect(repeated).toEqual([])
  })

  it('does not take a SYN-ACK that is repeated after a second for the time that answers take', () => {
    const hosts: HostAt = () => ({ tcp: portsOpen([80], 'closed'), keepsHalfOpen: true, roundTripMs: 1 })
    const elapsed = Array.from({ length: 5 }, (_, i) => {
      const space = spaceOf(4096, { tcp: [{ first: 80, last: 80 }] })
      const { tallied, elapsedMs } = runSimulated({ hosts, seed: i, space, faults: (random) => [loss(0.02, random)] })
      expect(tallied).toEqual({ 'syn-ack': 4096 })
      return elapsedMs
    })
    // All but the unluckiest answer the third attempt, in the first half second.
    expect(elapsed.filter((ms) => ms < 500).length).toBeGreaterThanOrEqual(3)
    expect(Math.max(...elapsed)).toBeLessThan(2000)
  })

  it('folds a tar pit, but not a host with 300 services', () => {
    const pit = { tcp: portsOpen([], 'silent') }
    const tarPit = { ...pit, tcp: () => 'open' as const }
    const busy = {
      tcp: portsOpen(
        Array.from({ length: 300 }, (_, i) => 1000 + 7 * i),
        'silent',
      ),
    }
    const hosts: HostAt = (host) => (host === firstAddress ? tarPit : busy)
    for (const last of [10_000, 65_535]) {
      const { scan, tallied } = runSimulated({ hosts, seed: 5, space: spaceOf(2, { tcp: [{ first: 1, last }] }) })
      expect(scan.folding.folded.map(({ addressIndex }) => addressIndex)).toEqual([0])
      expect(scan.folding.folded[0]!.evidence.length).toBeGreaterThanOrEqual(6)
      expect(tallied['syn-ack']! - scan.folding.folded[0]!.open).toBeGreaterThanOrEqual(300)
    }
  })

  it('keeps what was seen when it is stopped, and counts the rest as interrupted', () => {
    const space = spaceOf(2000, { tcp })
    const { scan, seen, tallied } = runSimulated({ hosts: mixed, seed: 9, space, abort: ({ sent }) => sent > 5000 })
    const expected = truth(2000, ports)
    expect(seen.size).toBeGreaterThan(1000)
    for (const [name, reason] of seen) expect(reason).toBe(expected.get(name))
    const probed = Object.values(tallied).reduce((sum, count) => sum + count, 0)
    expect(scan.failures.causes).toEqual({ interrupted: 12_000 - probed })
    expect(recallOf(scan.recallEvidence)).toEqual({ cannotEstimate: 'the scan was interrupted' })
  })

  it.each([1, 6])('asks the few that answer (%i) more often, rather than all who are silent', (open) => {
    const hosts: HostAt = () => ({
      tcp: portsOpen(
        Array.from({ length: open }, (_, i) => 100 + i),
        'silent',
      ),
    })
    const { scan, sent, elapsedMs } = runSimulated({
      hosts,
      seed: 11,
      space: spaceOf(1, { tcp: [{ first: 1, last: 5000 }] }),
    })
    const recall = recallOf(scan.recallEvidence)
    expect(recall).toMatchObject({ found: open, silent: 0 })
    expect(recall).toHaveProperty('lowerBound')
    expect(sent).toBeLessThan(3 * 5000 + 100)
    // Most of it while it waits for the last attempt, a second after the first.
    expect(elapsedMs).toBeLessThan(open === 1 ? 1500 : 1200)
  })

  it('never calls a UDP port closed that is not, however few ICMP errors a host sends', () => {
    const hosts: HostAt = () => ({ tcp: () => 'silent', udp: portsOpen([53, 123], 'closed'), limitsIcmp: true })
    const space = spaceOf(3, { udp: [{ first: 1, last: 200 }] })
    const { seen, tallied } = runSimulated({ hosts, seed: 2, space })
    expect(tallied['udp-reply']).toBe(6)
    for (const [name, reason] of seen) expect(reason === 'udp-reply').toBe(/\/(53|123)$/.test(name))
  })

  it('asks ports one at a time to the end, however slow it is meant to be', () => {
    const hosts: HostAt = () => ({ tcp: () => 'silent', udp: (port) => (port <= 2 ? 'closed' : 'silent') })
    const space = spaceOf(1, { udp: [{ first: 1, last: 6 }] })
    const { scan, tallied } = runSimulated({ hosts, seed: 1, space, retries: 0, pace: paceFromRate(0.5) })
    expect(tallied).toEqual({ 'icmp-port-unreachable': 2, 'no-response': 4 })
    expect(scan.failures.causes).toEqual({})
  })

  it('waits for hosts no longer because a router takes its time to say which are not there', () => {
    const late: HostAt = (host) => ({
      tcp: () => (host % 100 === 0 ? 'rejected' : 'silent'),
      roundTripMs: 2900,
    })
    const options = { hosts: late, seed: 1, space: spaceOf(9000, { tcp: [{ first: 80, last: 80 }] }), retries: 1 }
    const { sent, elapsedMs } = runSimulated({ ...options, pace: { ...paceNamed('default'), atOnce: true } })
    // Three seconds at the start, while nobody has answered.
    expect(elapsedMs).toBeLessThan((1000 * sent) / 3000 + 7000)
  })

  it('finds all behind a limiter of SYNs when it keeps to its pace', () => {
    const hosts: HostAt = () => ({ tcp: portsOpen(ports, 'closed') })
    const pace: Pace = { ...paceNamed('default'), atOnce: true }
    const options = { hosts, seed: 4, space: spaceOf(100, { tcp: [{ first: 1, last: 60 }] }), pace }
    const { tallied } = runSimulated({ ...options, faults: () => [synLimiter(400, 'host')] })
    expect(tallied).toEqual({ 'syn-ack': 600, rst: 5400 })
  })

  it.each([
    ['beyond', 300, 3000],
    ['onLink', 1000, 20_000],
  ] as const)('keeps to the caps of the default pace %s', (distance, perHost, total) => {
    const perSecond = new Map<string, number>()
    const count = (name: string) => perSecond.set(name, (perSecond.get(name) ?? 0) + 1)
    const onSent = ({ direction, host, nowMs }: Passage) => {
      if (direction === 'back') return
      const second = Math.floor(nowMs / 1000)
      count(`${second} ${host}`)
      count(`${second} all`)
    }
    const hosts: HostAt = () => ({ tcp: portsOpen(ports, 'closed') })
    const options = { hosts, seed: 6, space: spaceOf(30, { tcp: [{ first: 1, last: 1000 }] }), distance }
    runSimulated({ ...options, pace: paceNamed('default'), onSent })
    // What goes out at once after a pause comes on top: 20 ms of the rate.
    for (const [name, sent] of perSecond) {
      expect(sent, name).toBeLessThanOrEqual(1.02 * (name.endsWith('all') ? total : perHost) + 1)
    }
  })

  it('begins on all of IPv4 with memory that does not depend on it', () => {
    const space = {
      addresses: [{ family: 4 as const, first: 0n, last: 2n ** 32n - 1n }],
      tcp: [{ first: 80, last: 80 }],
      udp: [],
    }
    const before = process.memoryUsage()
    const { sent, tallied } = runSimulated({
      hosts: (host) => (hostDraw(host, 1) % 100 === 0 ? { tcp: portsOpen([80], 'closed'), roundTripMs: 30 } : null),
      seed: 8,
      space,
      abort: (scan) => scan.sent > 300_000,
    })
    const after = process.memoryUsage()
    expect(sent).toBeGreaterThan(300_000)
    expect(tallied['syn-ack']).toBeGreaterThan(2000)
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * 2 ** 20)
  })
})
