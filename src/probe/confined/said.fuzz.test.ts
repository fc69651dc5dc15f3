import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeMessage } from '../../confined/message-codec.ts'
import { fittingText } from '../../confined/texts.ts'
import { Recall } from '../../model/scan-summary.ts'
import { recallOfParts } from '../raw/recall.ts'
import { understood } from './said.ts'

const addressCount = 10
const columns = {
  count: 1,
  addressIndex: Float64Array.of(9),
  at: Float64Array.of(1.7e12),
  rttMs: Float32Array.of(Number.NaN),
  port: Uint16Array.of(80),
  transport: Uint8Array.of(0),
  outcome: Uint8Array.of(1),
}
const end = {
  kind: 'end',
  crash: null,
  tallies: Float64Array.of(-1, 0, 1, 5, 9, 1, 2, 1),
  folded: [{ addressIndex: 0, transport: 'tcp', sampled: 100, open: 99, skipped: 4, evidence: [40_000] }],
  absent: [3],
  causes: { EPERM: 2 },
  recall: {
    foundAt: [3, 1],
    unanswered: 40,
    attempts: 3,
    rounds: [{ sample: 4, silent: 1 }],
    successive: { pairs: 3, silent: 0, members: 2 },
    sameHost: { pairs: 1, silent: 0, members: 1 },
    perHost: 1.5,
  },
  notes: ['≥ 3 hosts · slow'],
}
const checkpoint = {
  waves: {
    begun: 10,
    windows: [{ first: 0, size: 40, attempt: 1, offset: 3, spanned: false, again: [1], settled: Uint32Array.of(5, 0) }],
  },
  tallies: end.tallies,
  folding: { folded: end.folded, suspects: [{ addressIndex: 1 }], held: columns },
  patience: [{ addressIndex: 1, waiting: Uint8Array.of(3) }],
  recall: { foundAt: [1] },
  causes: {},
  absent: [],
  late: [2],
  known: [4],
  ...{ total: 40, done: 3, open: 1, sent: 44 },
}
const said = [
  { kind: 'checkpoint', checkpoint },
  { kind: 'counters', counters: { done: 1, sent: 2, open: 0 } },
  { kind: 'sightings', columns },
  { kind: 'sightings', columns, answers: [{ row: 0, ttl: 64, bytes: Uint8Array.of(1) }] },
  { kind: 'hosts', alive: new Uint8Array(addressCount) },
  end,
  { ...end, crash: 'bind: ENODEV', recall: null },
  { kind: 'open', what: 'packet', name: 'eth0', tcp: 61_000, udp: 62_000, count: 17 },
  { kind: 'failed', reason: 'no ports' },
]

test.each(said)('what a scanner says is understood: $kind', (message) => {
  expect(understood(encodeMessage(message), addressCount)).toEqual(message)
})

const lies: [string, object][] = [
  [
    'an address that was not asked for',
    { kind: 'sightings', columns: { ...columns, addressIndex: Float64Array.of(10) } },
  ],
  ['half an address', { kind: 'sightings', columns: { ...columns, addressIndex: Float64Array.of(0.5) } }],
  ['a time that no date holds', { kind: 'sightings', columns: { ...columns, at: Float64Array.of(Number.NaN) } }],
  ['a reason that there is not', { kind: 'sightings', columns: { ...columns, outcome: Uint8Array.of(200) } }],
  ['columns of different lengths', { kind: 'sightings', columns: { ...columns, port: new Uint16Array(2) } }],
  ['more rows than columns have', { kind: 'sightings', columns: { ...columns, count: 2 } }],
  ['columns of other kinds', { kind: 'sightings', columns: { ...columns, port: new Uint8Array(1) } }],
  ...[
    { row: 1, ttl: 64, bytes: new Uint8Array(1) },
    { row: 0, ttl: 256, bytes: new Uint8Array(1) },
    { row: 0, ttl: 64, bytes: new Uint8Array(4097) },
    { row: 0, ttl: 64, bytes: 'text' },
  ].map((answer): [string, object] => [
    'an answer that there is not',
    { kind: 'sightings', columns, answers: [answer] },
  ]),
  ['hosts that were not asked for', { kind: 'hosts', alive: new Uint8Array(addressCount + 1) }],
  ['tallies below zero', { ...end, tallies: Float64Array.of(0, 0, 1, -5) }],
  ['a broken row of tallies', { ...end, tallies: Float64Array.of(0, 0, 1) }],
  ['what a terminal acts upon', { ...end, notes: ['\u001b[2J'] }],
  ['a text without end', { ...end, notes: ['x'.repeat(1001)] }],
  [
    'more that stayed silent than were asked',
    { ...end, recall: { ...end.recall, rounds: [{ sample: 1, silent: 2 }] } },
  ],
  ['pairs of nothing', { ...end, recall: { ...end.recall, sameHost: null } }],
  ['a folded host without evidence', { ...end, folded: [{ ...end.folded[0], evidence: null }] }],
  ['counters that are no numbers', { kind: 'counters', counters: { done: 1, sent: '2', open: 0 } }],
  ['something else to be opened', { kind: 'open', what: '/etc/shadow', name: '', tcp: 0, udp: 0, count: 0 }],
  [
    'a window without its bits',
    { kind: 'checkpoint', checkpoint: { ...checkpoint, waves: { begun: 1, windows: [{}] } } },
  ],
  ['a checkpoint of nothing', { kind: 'checkpoint', checkpoint: {} }],
  [
    'held results of nobody',
    { kind: 'checkpoint', checkpoint: { ...checkpoint, folding: { ...checkpoint.folding, held: null } } },
  ],
  ['a kind that there is not', { kind: 'constructor' }],
]
test.each(lies)('not believed: %s', (_what, message) => {
  expect(understood(encodeMessage(message), addressCount)).toBeNull()
})

test('whatever is believed, recall is computed of it in no time', () => {
  const count = fc.nat({ max: 2 ** 48 })
  const pairs = fc.record({ pairs: count, silent: count, members: count })
  const recall = fc.record({
    foundAt: fc.array(count, { maxLength: 9 }),
    unanswered: count,
    attempts: count,
    rounds: fc.array(fc.record({ sample: count, silent: count }), { maxLength: 9 }),
    successive: pairs,
    sameHost: pairs,
    perHost: fc.double({ min: 1, max: 2 ** 48, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(recall, { minLength: 1, maxLength: 3 }), (parts) => {
      const believed = parts.filter((part) => understood(encodeMessage({ ...end, recall: part }), addressCount))
      if (believed.length > 0) Recall.parse(recallOfParts(believed))
    }),
    { numRuns: 1000 },
  )
})

test('any bytes, any plain data, any damage: never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void understood(bytes, addressCount)))
  fc.assert(fc.property(fc.object(), (message) => void understood(encodeMessage(message), addressCount)))
  const kinds = fc.constantFrom(...said)
  fc.assert(
    fc.property(kinds, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }), (message, changes) => {
      const bytes = encodeMessage(message)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      understood(bytes, addressCount)
    }),
  )
})

test('any text fits when it is made to, and one that fits stays as it is', () => {
  const pieces = fc.constantFrom('\n', 'a', '\x1b', '\ud83d', '\u202e', 'é', '😀', 'many words '.repeat(50))
  const texts = fc.array(pieces, { maxLength: 300 }).map((each) => each.join(''))
  fc.assert(
    fc.property(texts, (text) => {
      const reason = fittingText(text)
      expect(understood(encodeMessage({ kind: 'failed', reason }), addressCount)).toEqual({ kind: 'failed', reason })
      expect(fittingText(reason)).toBe(reason)
    }),
  )
  expect(fittingText('two\nlines')).toBe('two\\nlines')
})
