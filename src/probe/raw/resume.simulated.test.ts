// A scan that is killed at any moment and goes on from what it had saved: nothing is passed over, and next to nothing asked twice.
import { describe, expect, it } from 'vitest'
import {
  firstAddress,
  runSimulated,
  type SimulatedResult,
  type SimulatedScanOptions,
  spaceOf,
} from '../../../test/simulated-scan.ts'
import { type Random, seededRandom } from '../../lib/random.ts'
import type { Link } from '../../link/link.ts'
import { loss } from '../../link/simulation/faults.ts'
import { type HostAt, hostDraw, type PortState, portsOpen } from '../../link/simulation/host.ts'
import type { Checkpoint, Resumption } from '../checkpoint.ts'
import type { Pace } from '../pacing/pace.ts'
import { reasonOf } from '../results/outcome.ts'
import { columnsOf, type Sighting, type SightingColumns, sightingAt } from '../results/sightings.ts'
import { recallOf } from './recall.ts'

class Killed extends Error {}

/** What outlives a run: as the files do. */
class Disk {
  readonly results: Sighting[] = []
  checkpoint: Checkpoint | null = null
  #covered = 0

  save(checkpoint: Checkpoint): void {
    this.checkpoint = structuredClone(checkpoint)
    this.#covered = this.results.length
  }

  get resumption(): Resumption | undefined {
    if (this.checkpoint === null) return undefined
    return { checkpoint: this.checkpoint, tail: columnsOf(this.results.slice(this.#covered)) }
  }

  /** Nothing was saved: it begins from the start. */
  begin(): void {
    if (this.checkpoint === null) this.results.length = 0
  }
}

/** Own port of the questions that measure loss. */
const recallPort = 61_009

interface Chain extends SimulatedScanOptions {
  /** Probes after which each run is killed, but for the last. */
  readonly killedAfter: readonly number[]
}

interface Ended {
  readonly disk: Disk
  readonly last: SimulatedResult
  /** Attempts at endpoints that were made more than once. */
  readonly sentAgain: number
  readonly sent: number
}

/** Runs a scan that is killed over and over, until it comes to its end. */
function runKilled({ killedAfter, scan = {}, ...options }: Chain): Ended {
  const disk = new Disk()
  const attempts = new Map<string, number>()
  for (const [run, limit] of [...killedAfter, Infinity].entries()) {
    disk.begin()
    let dead = false
    let sent = 0
    const wrap = (link: Link) =>
      counting(link, (name) => {
        if (sent++ >= limit) {
          dead = true
          throw new Killed()
        }
        attempts.set(name, (attempts.get(name) ?? 0) + 1)
      })
    const resume = disk.resumption
    try {
      const last = runSimulated({
        ...options,
        seed: options.seed,
        wrap,
        scan: {
          ...scan,
          ...(resume !== undefined && { resume }),
          save: (checkpoint) => disk.save(checkpoint),
          deliver: (columns) => {
            if (!dead) for (let i = 0; i < columns.count; i++) disk.results.push(sightingAt(columns, i))
          },
        },
      })
      const counts = [...attempts.values()]
      const all = counts.reduce((sum, count) => sum + count, 0)
      return { disk, last, sentAgain: all - counts.length, sent: all }
    } catch (error) {
      if (!(error instanceof Killed)) throw new Error(`run ${run}`, { cause: error })
    }
  }
  throw new Error('it never came to its end')
}

/** Tells each probe to an endpoint by its address, port and attempt, before it leaves. */
function counting(link: Link, onProbe: (name: string) => void): Link {
  return {
    layer: link.layer,
    mtu: link.mtu,
    counters: link.counters,
    send(batch) {
      for (let i = 0; i < batch.count; i++) {
        const at = batch.start(i)
        const { bytes } = batch
        const from = (bytes[at + 20]! << 8) | bytes[at + 21]!
        // Nor is an RST that makes routers forget a probe one itself.
        const isReset = bytes[at + 9] === 6 && (bytes[at + 33]! & 0x04) !== 0
        if (from !== recallPort && !isReset) onProbe(`${bytes.slice(at + 9, at + 10)} ${bytes.slice(at + 16, at + 24)}`)
      }
      const taken = link.send(batch)
      if (taken !== batch.count) throw new Error('each frame is counted once')
      return taken
    },
    receive: (take, timeoutMs) => link.receive(take, timeoutMs),
    close: () => link.close(),
  }
}

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

const tolerated = perSecond + 64 // What goes out in one burst on top.

describe('a scan that is killed and resumed', () => {
  const whole = runKilled({ hosts: mixed, seed: 1, space, pace, killedAfter: [] })

  it('is saved as it goes', () => {
    expectWhole(whole, () => true)
    expect(whole.sentAgain).toBe(0)
    expect(whole.sent).toBeGreaterThan(4 * perSecond)
  })

  it.each([2 ** 20, 700])(
    'at a hundred moments passes nothing over, repeats no result, and sends a second of probes twice at most: windows of %i',
    (windowSize) => {
      const random = seededRandom(windowSize)
      for (const [i, at] of draws(random, 100, whole.sent).entries()) {
        const options = { hosts: mixed, seed: i, space, pace, scan: { windowSize } }
        const ended = runKilled({ ...options, killedAfter: [at] })
        expectWhole(ended, () => true)
        expect(ended.last.tallied, `killed after ${at}`).toEqual(whole.last.tallied)
        expect(ended.sentAgain, `killed after ${at}`).toBeLessThanOrEqual(tolerated)
      }
    },
  )

  it('over and over', () => {
    const random = seededRandom(5)
    for (let seed = 0; seed < 10; seed++) {
      const killedAfter = draws(random, 20, 1.5 * perSecond)
      const ended = runKilled({ hosts: mixed, seed, space, pace, killedAfter, scan: { windowSize: 900 } })
      expectWhole(ended, () => true)
      expect(ended.last.tallied).toEqual(whole.last.tallied)
      expect(ended.sentAgain).toBeLessThanOrEqual(killedAfter.length * tolerated)
    }
  })

  it('with 5 % of the packets lost finds what it would have found', () => {
    const random = seededRandom(6)
    for (const [seed, at] of draws(random, 20, whole.sent).entries()) {
      const faults = (luck: Random) => [loss(0.05, luck)]
      const { disk } = runKilled({ hosts: mixed, seed, space, pace, killedAfter: [at], faults, retries: 4 })
      const open = disk.results.filter(({ outcome }) => reasonOf(outcome) === 'syn-ack')
      const truth = whole.disk.results.filter(({ outcome }) => reasonOf(outcome) === 'syn-ack')
      expect(open.length, `seed ${seed}`).toBeGreaterThanOrEqual(truth.length - 1)
    }
  })

  it('still measures loss', () => {
    const { last } = runKilled({ hosts: mixed, seed: 8, space, pace, killedAfter: [perSecond * 3] })
    expect(recallOf(last.scan.recallEvidence)).toMatchObject({ found: expect.any(Number), silent: 0 })
  })

  it('in the round that measures loss at its end measures it all the same', () => {
    const onePort = spaceOf(hosts, { tcp: [{ first: firstPort, last: firstPort }] })
    for (let atMs = 400; atMs < 1000; atMs += 100) {
      const disk = new Disk()
      const once = { hosts: mixed, seed: 9, space: onePort, pace, retries: 0 }
      runSimulated({
        ...once,
        abort: ({ nowMs }) => nowMs >= atMs,
        scan: { save: (checkpoint) => disk.save(checkpoint) },
      })
      const { scan } = runSimulated({ ...once, scan: { resume: disk.resumption! } })
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
    for (const at of [4200, 4400, 4600]) {
      const { last } = runKilled({ hosts: silent, seed: 10, space, pace, scan: { windowSize: 700 }, killedAfter: [at] })
      // All got 3, but of a window that ended after the checkpoint it is not kept whether it was one of those that get an attempt less.
      const attempts = expect.toSatisfy((each) => each === 2 || each === 3)
      expect(last.scan.recallEvidence, `killed after ${at}`).toMatchObject({ unanswered, attempts })
    }
  })

  it('while UDP ports are asked one a second asks each of them, once', () => {
    const limiting: HostAt = () => ({ tcp: () => 'closed', udp: () => 'closed', limitsIcmp: true, roundTripMs: 1 })
    const udpSpace = spaceOf(3, { udp: [{ first: 1, last: 40 }] })
    const disk = new Disk()
    const deliver = (columns: SightingColumns) => {
      for (let i = 0; i < columns.count; i++) disk.results.push(sightingAt(columns, i))
    }
    for (let run = 0; run < 6; run++) {
      const resume = disk.resumption
      const stop = run < 5 ? { abort: ({ nowMs }: { nowMs: number }) => nowMs > 6000 } : {}
      runSimulated({
        ...{ hosts: limiting, seed: 11, space: udpSpace, ...stop },
        scan: { deliver, save: (checkpoint) => disk.save(checkpoint), ...(resume !== undefined && { resume }) },
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
    for (const [seed, at] of draws(random, 20, 3000).entries()) {
      const { disk, last } = runKilled({ hosts: pit, seed, space: pitSpace, pace, killedAfter: [at] })
      expect(
        last.scan.folding.folded.map(({ addressIndex }) => addressIndex),
        `killed after ${at}`,
      ).toEqual([0])
      const { open, skipped, sampled } = last.scan.folding.folded[0]!
      const tallied = Object.values(last.tallied).reduce((sum, count) => sum + count, 0)
      expect([tallied + skipped, sampled - open]).toEqual([4000, 0])
      const ofPit = disk.results.filter(({ addressIndex }) => addressIndex === 0)
      expect(ofPit.length).toBeLessThanOrEqual(16 + 1)
      expect(new Set(disk.results.map(({ addressIndex, port }) => `${addressIndex}/${port}`)).size).toBe(
        disk.results.length,
      )
    }
  })

  it('comes to its end though those whose answers measured its loss have left the link', () => {
    const there: HostAt = () => ({ tcp: portsOpen([1], 'silent') })
    const silent: HostAt = (host) => (host === firstAddress ? there(host) : { tcp: () => 'silent' })
    const options = { hosts: silent, seed: 9, space: spaceOf(2, { tcp: [{ first: 1, last: 20 }] }), pace }
    const link = { ...options, distance: 'onLink', neighbours: there } as const
    const disk = new Disk()
    const save = (checkpoint: Checkpoint) => disk.save(checkpoint)
    runSimulated({ ...link, scan: { save }, abort: ({ nowMs }) => nowMs > 1000 })
    expect(disk.checkpoint?.recall.windows).toMatchObject([{ sample: [{ addressIndex: 0 }] }])
    const left: HostAt = (host) => (host === firstAddress ? null : there(host))
    const resume = disk.resumption!
    const minute = { scan: { resume }, abort: ({ nowMs }: { nowMs: number }) => nowMs > 60_000 }
    const { elapsedMs } = runSimulated({ ...link, neighbours: left, ...minute })
    expect(elapsedMs).toBeLessThan(60_000)
  })
})
