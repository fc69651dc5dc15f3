// A scan that is killed at any moment and goes on from what it had saved: nothing is passed over, and next to nothing asked twice.
import { describe, expect, it } from 'vitest'
import { Disk, type Ended, runKilled } from '../../../test/killed-scan.ts'
import { firstAddress, runSimulated, spaceOf } from '../../../test/simulated-scan.ts'
import { type Random, seededRandom } from '../../lib/random.ts'
import { loss } from '../../link/simulation/faults.ts'
import { type HostAt, hostDraw, type PortState, portsOpen } from '../../link/simulation/host.ts'
import { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import type { Checkpoint } from '../checkpoint.ts'
import type { Pace } from '../pacing/pace.ts'
import { reasonOf } from '../results/outcome.ts'
import { type SightingColumns, sightingAt } from '../results/sightings.ts'
import { Walk } from '../walk.ts'
import { recallOf, recallOfParts } from './recall.ts'

const states: readonly PortState[] = ['open', 'closed', 'silent', 'rejected']
const stateOf = (host: number, port: number) => states[hostDraw(host * 65_536 + port, 1) % 4]!
const reasons = { open: 'syn-ack', closed: 'rst', silent: 'no-response', rejected: 'icmp-admin-prohibited' }
const mixed: HostAt = (host) => ({ tcp: (port) => stateOf(host, port), roundTripMs: 1 + (hostDraw(host, 3) % 40) })
const [hosts, firstPort, ports] = [250, 20, 8]
const space = spaceOf(hosts, { tcp: [{ first: firstPort, last: firstPort + ports - 1 }] })
const perSecond = 600
const limits = { perHost: Infinity, total: perSecond, hostConnections: Infinity }
const pace: Pace = { own: limits, onLink: limits, beyond: limits, adapt: false, atOnce: true }

/** Each endpoint once, and as it is. */
function expectWhole({ disk }: Ended, among: (state: PortState) => boolean) {
  const seen = disk.results.map(({ addressIndex, port, outcome }) => `${addressIndex}/${port} ${reasonOf(outcome)}`)
  const expected: string[] = []
  for (let host = 0; host < hosts; host++) {
    for (let port = firstPort; port < firstPort + ports; port++) {
      const state = stateOf(firstAddress + host, port)
      if (among(state)) expected.push(`${host}/${port} ${reasons[state]}`)
    }
  }
  expect(seen.sort()).toEqual(expected.sort())
}

function draws(random: Random, count: number, below: number): number[] {
  return Array.from({ length: count }, () => random() % below)
}

const tolerated = perSecond + 3 * 64 // What goes out in one burst of each scanner on top.

describe('a scan that is killed and resumed', () => {
  const whole = runKilled({ hosts: mixed, seed: 1, space, pace, killedAt: [] })

  it('is saved as it goes', () => {
    expectWhole(whole, () => true)
    expect(whole.sentAgain).toBe(0)
    expect(whole.sent).toBeGreaterThan(4 * perSecond)
  })

  it.each([2 ** 20, 700])(
    'at any moment passes nothing over, repeats no result, and sends a second of probes twice at most: windows of %i',
    (windowSize) => {
      const random = seededRandom(windowSize)
      for (const [i, at] of draws(random, 51, whole.elapsedMs).entries()) {
        const options = { hosts: mixed, seed: i, space, pace, scan: { windowSize }, scanners: 1 + (i % 3) }
        const ended = runKilled({ ...options, killedAt: [at], interrupts: i % 4 === 3 })
        expectWhole(ended, () => true)
        expect(ended.tallied, `killed after ${at} ms`).toEqual(whole.tallied)
        expect(ended.sentAgain, `killed after ${at} ms`).toBeLessThanOrEqual(tolerated)
      }
    },
  )

  it('over and over', () => {
    const random = seededRandom(5)
    for (let seed = 0; seed < 12; seed++) {
      const killedAt = draws(random, 20, 1500)
      const options = { hosts: mixed, seed, space, pace, scan: { windowSize: 900 }, scanners: 1 + (seed % 3) }
      const ended = runKilled({ ...options, killedAt, interrupts: seed % 4 === 3 })
      expectWhole(ended, () => true)
      expect(ended.tallied).toEqual(whole.tallied)
      expect(ended.sentAgain).toBeLessThanOrEqual(killedAt.length * tolerated)
    }
  })

  it('though one of its scanners has come to its end', () => {
    const [seed, all] = [3, spaceOf(50, { tcp: [{ first: 1, last: 8 }] })]
    const [walk, lookup] = [new Walk(400, seed, { index: 0, count: 1 }), new EndpointLookup(all)]
    const partOf = (host: number, port: number) => walk.positionOf(lookup.indexOf(host - firstAddress, 'tcp', port)) % 2
    // What is silent takes three attempts.
    const uneven: HostAt = (host) => ({ tcp: (port) => (partOf(host, port) === 0 ? 'closed' : 'silent') })
    const options = { hosts: uneven, seed, space: all, pace, scanners: 2 }
    for (const killedAt of [[1100], [1500], [2000], [1100, 100], [1200, 1200]]) {
      const { disk, last, sentAgain } = runKilled({ ...options, killedAt })
      const seen = disk.results.map(({ addressIndex, port }) => `${addressIndex}/${port}`)
      expect([seen.length, new Set(seen).size]).toEqual([400, 400])
      expect(last.map(({ sent }) => sent > 0)).toEqual([false, true])
      expect(last.map(({ tallied }) => tallied)).toEqual([{ rst: 200 }, { 'no-response': 200 }])
      expect(sentAgain).toBeLessThanOrEqual(killedAt.length * (perSecond / 2 + 64))
      const recall = recallOfParts(last.map(({ scan }) => scan.recallEvidence))
      expect(recall).toEqual({ cannotEstimate: 'no open port was found' })
    }
  })

  it('with 5 % of the packets lost finds what it would have found', () => {
    const random = seededRandom(6)
    for (const [seed, at] of draws(random, 20, whole.elapsedMs).entries()) {
      const faults = (luck: Random) => [loss(0.05, luck)]
      const options = { hosts: mixed, seed, space, pace, faults, retries: 4, scanners: 1 + (seed % 3) }
      const { disk } = runKilled({ ...options, killedAt: [at] })
      const open = disk.results.filter(({ outcome }) => reasonOf(outcome) === 'syn-ack')
      const truth = whole.disk.results.filter(({ outcome }) => reasonOf(outcome) === 'syn-ack')
      expect(open.length, `seed ${seed}`).toBeGreaterThanOrEqual(truth.length - 1)
    }
  })

  it('still measures loss', () => {
    for (const scanners of [1, 2, 3]) {
      const { last } = runKilled({ hosts: mixed, seed: 8, space, pace, killedAt: [5000], scanners })
      const recall = recallOfParts(last.map(({ scan }) => scan.recallEvidence))
      expect(recall).toMatchObject({ found: expect.any(Number), silent: 0 })
    }
  })

  it('in the round that measures loss at its end measures it all the same', () => {
    const onePort = spaceOf(hosts, { tcp: [{ first: firstPort, last: firstPort }] })
    for (let atMs = 400; atMs < 1000; atMs += 100) {
      const once = { hosts: mixed, seed: 9, space: onePort, pace, retries: 0 }
      const disk = new Disk(once)
      runSimulated({
        ...once,
        abort: ({ nowMs }) => nowMs >= atMs,
        scan: { save: (checkpoint) => disk.save(0, checkpoint) },
      })
      const { scan } = runSimulated({ ...once, scan: { resume: disk.open()![0]! } })
      expect(recallOf(scan.recallEvidence), `stopped after ${atMs} ms`).toMatchObject({ silent: 0 })
    }
  })

  it('is not saved while nobody takes what it says, but when it is told to end', () => {
    const saved: Checkpoint[] = []
    const save = (checkpoint: Checkpoint) => saved.push(checkpoint)
    const scan = { save, backlogged: () => saved.length > 0 }
    runSimulated({ hosts: mixed, seed: 12, space, pace, scan, abort: ({ nowMs }) => nowMs >= 5000 })
    expect(saved).toHaveLength(2)
  })

  it('counts who stayed silent after the checkpoint as unanswered', () => {
    const silent: HostAt = () => ({ tcp: portsOpen([20, 21], 'silent'), roundTripMs: 5 })
    const ended = runSimulated({ hosts: silent, seed: 10, space, pace })
    const { unanswered } = ended.scan.recallEvidence
    expect(unanswered).toBe(hosts * (ports - 2))
    for (const at of [7000, 7300, 7600, 7900]) {
      const { last } = runKilled({ hosts: silent, seed: 10, space, pace, scan: { windowSize: 700 }, killedAt: [at] })
      // All got 3, but of a window that ended after the checkpoint it is not kept whether it was one of those that get an attempt less.
      const attempts = expect.toSatisfy((each) => each === 2 || each === 3)
      expect(last[0]!.scan.recallEvidence, `killed after ${at} ms`).toMatchObject({ unanswered, attempts })
    }
  })

  it('while UDP ports are asked one a second asks each of them, once', () => {
    const limiting: HostAt = () => ({ tcp: () => 'closed', udp: () => 'closed', limitsIcmp: true, roundTripMs: 1 })
    const udpSpace = spaceOf(3, { udp: [{ first: 1, last: 40 }] })
    const disk = new Disk({ space: udpSpace, seed: 11 })
    const deliver = (columns: SightingColumns) =>
      disk.found(
        0,
        Array.from({ length: columns.count }, (_, i) => sightingAt(columns, i)),
      )
    for (let run = 0; run < 6; run++) {
      const resume = disk.open()?.[0]
      const stop = run < 5 ? { abort: ({ nowMs }: { nowMs: number }) => nowMs > 6000 } : {}
      runSimulated({
        ...{ hosts: limiting, seed: 11, space: udpSpace, ...stop },
        scan: { deliver, save: (checkpoint) => disk.save(0, checkpoint), ...(resume !== undefined && { resume }) },
      })
    }
    const seen = disk.results.map(({ addressIndex, port, outcome }) => `${addressIndex}/${port} ${reasonOf(outcome)}`)
    expect([seen.length, new Set(seen).size]).toEqual([120, 120])
    expect(seen.filter((each) => !each.endsWith('icmp-port-unreachable'))).toEqual([])
  })

  it('folds a tar pit once, and holds back what it answered', () => {
    const pit: HostAt = (host) => ({ tcp: host === firstAddress ? () => 'open' : portsOpen([1000, 2000], 'silent') })
    const pitSpace = spaceOf(2, { tcp: [{ first: 1, last: 2000 }] })
    const random = seededRandom(7)
    for (const [seed, at] of draws(random, 21, 5000).entries()) {
      const scanners = 1 + (seed % 3)
      const options = { hosts: pit, seed, space: pitSpace, pace, scanners, interrupts: seed % 4 === 3 }
      const { disk, last, ...ended } = runKilled({ ...options, killedAt: [at] })
      const folded = last.flatMap(({ scan }) => scan.folding.folded)
      expect(
        folded.map(({ addressIndex }) => addressIndex),
        `killed after ${at} ms`,
      ).toEqual(last.map(() => 0))
      const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
      const skipped = sum(folded.map((host) => host.skipped))
      expect([
        sum(Object.values(ended.tallied)) + skipped,
        sum(folded.map((host) => host.sampled - host.open)),
      ]).toEqual([4000, 0])
      const ofPit = disk.results.filter(({ addressIndex }) => addressIndex === 0)
      expect(ofPit.length).toBeLessThanOrEqual(16 + 2 * scanners)
      expect(new Set(disk.results.map(({ addressIndex, port }) => `${addressIndex}/${port}`)).size).toBe(
        disk.results.length,
      )
    }
  })

  it('tells once what it held back of a host that turns out to be honest', () => {
    const honest: HostAt = () => ({ tcp: (port) => (port <= 300 ? 'open' : 'closed'), roundTripMs: 20 })
    const options = { hosts: honest, seed: 13, space: spaceOf(1, { tcp: [{ first: 1, last: 300 }] }), pace }
    for (let at = 60; at < 400; at += 40) {
      const scanners = 1 + ((at / 20) % 3)
      const { disk } = runKilled({ ...options, killedAt: [at, 150], interrupts: true, scanners })
      const seen = disk.results.map(({ port }) => port)
      expect([seen.length, new Set(seen).size], `interrupted after ${at} ms`).toEqual([300, 300])
    }
  })

  it('comes to its end though those whose answers measured its loss have left the link', () => {
    const there: HostAt = () => ({ tcp: portsOpen([1], 'silent') })
    const silent: HostAt = (host) => (host === firstAddress ? there(host) : { tcp: () => 'silent' })
    const options = { hosts: silent, seed: 9, space: spaceOf(2, { tcp: [{ first: 1, last: 20 }] }), pace }
    const link = { ...options, distance: 'onLink', neighbours: there } as const
    const disk = new Disk(options)
    const save = (checkpoint: Checkpoint) => disk.save(0, checkpoint)
    runSimulated({ ...link, scan: { save }, abort: ({ nowMs }) => nowMs > 1000 })
    const resume = disk.open()![0]!
    expect(resume.checkpoint.recall.windows).toMatchObject([{ sample: [{ addressIndex: 0 }] }])
    const left: HostAt = (host) => (host === firstAddress ? null : there(host))
    const minute = { scan: { resume }, abort: ({ nowMs }: { nowMs: number }) => nowMs > 60_000 }
    const { elapsedMs } = runSimulated({ ...link, neighbours: left, ...minute })
    expect(elapsedMs).toBeLessThan(60_000)
  })
})
