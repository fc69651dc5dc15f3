import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeMessage } from '../confined/message-codec.ts'
import { UsageError } from '../lib/errors.ts'
import type { KeptScan, KeptState } from '../model/scan-state.ts'
import { stateLayout } from '../model/unions.ts'
import { type Checkpoint, roughSize } from '../probe/checkpoint.ts'
import { packPositions } from '../probe/hosts/packed-positions.ts'
import { paceNamed, paceNames } from '../probe/pacing/pace.ts'
import { Waves } from '../probe/raw/waves.ts'
import { columnsOf } from '../probe/results/sightings.ts'
import { decodeScan, decodeState, planOf } from './decode.ts'
import { encodeScan, encodeState, keepPlan } from './encode.ts'

const [total, addressCount] = [10_000, 1000]
const position = fc.nat(total - 1)
const host = fc.nat(addressCount - 1)
const count = fc.nat(1e9)
const rounds = fc.array(fc.record({ sample: count, silent: count }), { maxLength: 5 })
const pairs = fc.record({ pairs: count, silent: count, members: count })
const sighting = fc.record({
  addressIndex: host,
  transport: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.nat(65_535),
  outcome: fc.nat(12),
  rttMs: fc.constantFrom(Number.NaN, 0, 1.5),
  at: fc.integer({ min: 1, max: 1e13 }),
})

/** Windows one after the other, each of which ends in a word that is used in part. */
const windows = fc.array(fc.record({ size: fc.integer({ min: 1, max: 100 }), draw: fc.nat(), spanned: fc.boolean() }), {
  maxLength: 3,
})

const checkpoint: fc.Arbitrary<Checkpoint> = fc
  .record({
    windows,
    held: fc.array(sighting, { maxLength: 5 }),
    tallies: fc.array(fc.tuple(fc.integer({ min: -1, max: addressCount - 1 }), fc.nat(1), fc.nat(12), count)),
    folded: fc.array(
      fc.record({
        addressIndex: host,
        transport: fc.constantFrom('tcp' as const, 'udp' as const),
        sampled: count,
        open: count,
        skipped: count,
        evidence: fc.array(fc.nat(65_535)),
      }),
    ),
    patience: fc.array(
      fc.record({
        addressIndex: host,
        waiting: fc.array(position).map(packPositions),
        asked: count,
        answered: count,
        inVain: count,
        unasked: count,
      }),
    ),
    recallWindows: fc.array(
      fc.record({
        first: position,
        sample: fc.array(fc.record({ position, addressIndex: host, attempt: fc.nat(9) })),
        answered: count,
        rounds,
        successive: pairs,
        hosts: fc.array(fc.record({ addressIndex: host, sample: count, silent: count })),
      }),
    ),
    totals: fc.record({ rounds, successive: pairs, sameHost: pairs, probes: count, sharers: count }),
    known: fc.array(position),
    absent: fc.array(host),
    late: fc.option(fc.array(host)),
  })
  .map(({ windows: drawn, held, tallies, folded, recallWindows, totals, ...rest }) => {
    let begun = 0
    const placed = drawn.map(({ size, draw, spanned }) => {
      const first = begun
      begun += size
      const settled = Uint32Array.from(
        { length: Math.ceil(size / 32) },
        (_, w) => Math.imul(draw + w, 0x9e3779b1) >>> 0,
      )
      if (size % 32 !== 0) settled[settled.length - 1]! &= 2 ** (size % 32) - 1
      return { first, size, attempt: draw % 9, offset: draw % (size + 1), spanned, again: [draw % size], settled }
    })
    return {
      ...rest,
      waves: { begun, windows: placed },
      tallies: Float64Array.from(tallies.flat()),
      folding: { folded, suspects: [], held: columnsOf(held) },
      recall: { foundAt: [1, 0, 2], unanswered: 5, attempts: 3, totals, windows: recallWindows },
      causes: { EPERM: 3 },
      total,
      done: 1,
      open: 2,
      sent: 3,
    }
  })

const reach = ({ parts }: KeptState) => ({ totals: parts.map(() => total), addressCount })

/** Of a scan of several scanners. */
const states = fc.array(fc.record({ checkpoint, results: count }), { minLength: 1, maxLength: 2 })

/** And one of its parts. */
function plainState(): [object, object] {
  const [saved] = fc.sample(checkpoint, 1)
  const state = JSON.parse(encodeState([{ checkpoint: saved!, results: 0 }], false, new Date(0))) as KeptState
  return [state, state.parts[0]!]
}

/** Never anything but a UsageError of one line. */
function expectRefusedOrRead(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    expect((error as Error).message).not.toContain('\n')
    expect((error as Error).message.length).toBeLessThan(500)
  }
}

/** Goes on with what was read, to its end: each position is below the total, and none comes more often than it has attempts. */
function walkOn({ waves: from }: Checkpoint): void {
  const timing = { attempts: () => 3, answerMs: () => 1 }
  const waves = new Waves({ total, timing, onEnd: () => {}, windowSize: 1000, resume: { from, nowMs: 0 } })
  let asked = 0
  for (let nowMs = 0; !waves.ended; nowMs = Math.max(nowMs + 1, waves.readyAt)) {
    for (let position = waves.next(nowMs); position >= 0; position = waves.next(nowMs)) {
      expect(position).toBeLessThan(total)
      asked += 1
      waves.asked(position, nowMs)
    }
    expect(asked).toBeLessThanOrEqual(4 * total)
  }
}

const scan: Omit<KeptScan, 'layout' | 'plan'> = {
  version: '0.1.0',
  command: 'portreeve scan 10.0.0.1',
  directory: '/',
  startedAt: '2026-11-22T06:13:39.000Z',
  engine: 'raw',
  hostnames: [['10.0.0.1', 'a.example']],
  notes: [],
  targets: ['10.0.0.1'],
  portSpecification: { tcp: '80', udp: '' },
  portCounts: { tcp: 1, udp: 0 },
  color: true,
}

describe('a state', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(states, (saved) => {
        const text = encodeState(saved, false, new Date(0))
        const { checkpoints, state } = decodeState(text, 'state.json', reach)
        expect(checkpoints.map((read, i) => ({ checkpoint: read, results: state.parts[i]?.results }))).toEqual(saved)
        expect(state).toMatchObject({ hosts: false, savedAt: '1970-01-01T00:00:00.000Z' })
      }),
      { numRuns: 50 },
    )
  })

  it('takes no more as a message than is reckoned', () => {
    fc.assert(
      fc.property(checkpoint, (saved) => {
        expect(encodeMessage(saved).length).toBeLessThanOrEqual(roughSize(saved))
      }),
      { numRuns: 20 },
    )
  })

  it('cut off or changed at any place is refused with one line, or makes sense', () => {
    fc.assert(
      fc.property(states, fc.nat(), fc.string({ maxLength: 3 }), fc.boolean(), (saved, draw, put, cut) => {
        const text = encodeState(saved, false, new Date(0))
        const at = draw % text.length
        const broken = text.slice(0, at) + (cut ? '' : put + text.slice(at + 1))
        expectRefusedOrRead(() => decodeState(broken, 'state.json', reach).checkpoints.forEach(walkOn))
      }),
      { numRuns: 120 },
    )
  })

  it('with more or larger windows than can be under way is refused', () => {
    const settled = Buffer.alloc(4).toString('base64')
    const state = { begun: 100, windows: [] as object[] }
    const window = { size: 1, attempt: 0, offset: 0, spanned: false, again: [], settled }
    const [whole, part] = plainState()
    const read = (windows: object[]) => {
      const text = JSON.stringify({ ...whole, parts: [part, { ...part, ...state, windows }] })
      return decodeState(text, 'state.json', reach).checkpoints[1]!
    }
    expect(read([0, 1, 2].map((first) => ({ ...window, first }))).waves.windows).toHaveLength(3)
    expect(() => read([0, 1, 2, 3].map((first) => ({ ...window, first })))).toThrow('(parts.1.windows: ')
    expect(() => read([{ ...window, first: 0, size: 2 ** 20 + 1 }])).toThrow('(parts.1.windows.0.size: ')
  })

  it.each([0, 17])('of %i scanners is refused', (scanners) => {
    const [whole, part] = plainState()
    const text = JSON.stringify({ ...whole, parts: Array.from({ length: scanners }, () => part) })
    expect(() => decodeState(text, 'state.json', reach)).toThrow('(parts: ')
  })

  it('of another scan is refused', () => {
    fc.assert(
      fc.property(states, (saved) => {
        const text = encodeState(saved, false, new Date(0))
        const other = ({ parts }: KeptState) => ({
          totals: parts.map((_, i) => (i > 0 ? total : total + 1)),
          addressCount,
        })
        expect(() => decodeState(text, 'state.json', other)).toThrow(
          'state.json does not fit its scan (10000 endpoints, not 10001)',
        )
      }),
      { numRuns: 5 },
    )
  })

  it('of any JSON at all is refused with one line', () => {
    fc.assert(fc.property(fc.json(), (text) => expectRefusedOrRead(() => decodeState(text, 'state.json', reach))))
    fc.assert(fc.property(fc.string(), (text) => expectRefusedOrRead(() => decodeScan(text, 'scan.json'))))
    expect(() => decodeScan('['.repeat(100_000), 'scan.json')).toThrow('scan.json is damaged; begin the scan anew')
  })
})

describe('what was asked for', () => {
  it.each(paceNames)('comes back as it was, at the pace %s', (name) => {
    const plan = {
      space: {
        addresses: [
          { family: 4, first: 1n, last: 9n },
          { family: 6, first: 2n ** 127n, last: 2n ** 128n - 1n, zone: 'eth0' },
        ],
        tcp: [{ first: 1, last: 80 }],
        udp: [],
      },
      seed: 2 ** 53 - 1,
      shard: { index: 1, count: 3 },
      pace: paceNamed(name),
      retries: 2,
      allStates: true,
      discoverHosts: true,
      minRecall: 0.5,
      technique: 'ack',
      vantage: 'here',
    } as const
    const text = encodeScan({ ...scan, plan: keepPlan(plan) })
    const read = decodeScan(text, 'scan.json')
    expect(planOf(read.plan)).toEqual(plan)
    expect(read).toMatchObject(scan)
    expect(() => planOf(decodeScan(text.replace('"ack"', '"toString"'), 'scan.json').plan)).toThrow(
      'technique "toString" is not there; begin the scan anew',
    )
    for (const last of ['"4294967296"', '"9","zone":"eth0"']) {
      const changed = decodeScan(text.replace('"last":"9"', `"last":${last}`), 'scan.json')
      expect(() => planOf(changed.plan)).toThrow('the targets that were kept are no addresses; begin the scan anew')
    }
    expect(() =>
      decodeScan(text.replace(`"layout":${stateLayout}`, `"layout":${stateLayout - 1}`), 'scan.json'),
    ).toThrow('scan.json is not as this version writes it (layout: ')
  })
})
