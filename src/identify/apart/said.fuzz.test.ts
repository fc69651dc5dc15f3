import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader } from '../../confined/frames.ts'
import { encodeMessage } from '../../confined/message-codec.ts'
import type { Service } from '../../model/service.ts'
import { madeUpService, madeUpTls } from '../../model/test-service.ts'
import { failed, type Outcome } from '../ask/outcome.ts'
import type { Detector } from '../detector.ts'
import { detectors } from '../detectors.gen.ts'
import { serviceOf, unreachable } from '../service-of.ts'
import { understood } from './said.ts'
import { encodeAnswers, encodeFailure, mostAnswerBytes } from './sayings.ts'

const answered = (service: Service): Outcome => ({ kind: 'answered', service, rttMs: 1.5 })
const outcomes: Outcome[] = [
  answered(madeUpService('ssh', { facts: { authRequired: true, kex: ['a', 'b'], port: 1 }, tls: madeUpTls() })),
  { kind: 'answered', service: unreachable, rttMs: null },
  { kind: 'unconnected', failure: { kind: 'refused' } },
  failed('EMFILE'),
  { kind: 'unasked' },
]

/** What the other end makes of what is said. */
function heard(...said: readonly Uint8Array[]) {
  const reader = new FrameReader(mostAnswerBytes)
  return said.flatMap((bytes) => reader.push(bytes)).map(understood)
}

test('what is said is understood', () => {
  const answers = outcomes.map((outcome, id) => ({ id, outcome }))
  expect(heard(encodeAnswers(answers))).toEqual(answers.map((answer) => ({ kind: 'answer', ...answer })))
  expect(heard(encodeAnswers([]), encodeFailure(new Error('two\nlines')))).toEqual([
    { kind: 'alive' },
    { kind: 'failed', reason: 'two\\nlines' },
  ])
})

test.each(Object.entries(detectors as Readonly<Record<string, Detector>>))(
  'what the detector %s finds is believed',
  (id, detector) => {
    for (const { expect: match } of detector.examples) {
      const course = { behaviour: 'answers', asked: [id, 'tls'], answeredTo: id, reply: null, connections: 1 } as const
      const recognition = { detector, match }
      const outcome = answered(serviceOf(recognition, { ...course, tls: null }))
      expect(heard(encodeAnswers([{ id: 0, outcome }]))).toEqual([{ kind: 'answer', id: 0, outcome }])
    }
  },
)

const service = madeUpService('x')
const lies: [string, object][] = [
  ['a service without its evidence', { ...service, evidence: undefined }],
  ['a protocol that a terminal acts upon', { ...service, protocol: '\u001b[2J' }],
  ['a fact whose name is none', { ...service, facts: { '=cmd()': true } }],
  ['a fact that is more than plain', { ...service, facts: { a: { b: 1 } } }],
  ['a text without end', { ...service, product: 'x'.repeat(1025) }],
  ['names without end', { ...service, names: Array.from({ length: 1001 }, String) }],
  ['a behaviour that there is not', { ...service, evidence: { ...service.evidence, behaviour: 'open' } }],
  ['more than certain', { ...service, confidence: 2 }],
]
test.each(lies)('%s is not believed, and nothing else is doubted for it', (_what, lie) => {
  const message = { kind: 'answer', id: 7, outcome: { kind: 'answered', service: lie, rttMs: 1 } }
  const outcome = failed('its answer makes no sense')
  expect(understood(encodeMessage(message))).toEqual({ kind: 'answer', id: 7, outcome })
})

test('nothing comes with what is believed', () => {
  const named = JSON.parse('{"__proto__":{"a":1}}') as object
  const more = { ...service, state: 'open', more: named, facts: {} }
  const said = understood(encodeMessage({ kind: 'answer', id: 0, outcome: answered(more), more: 1 }))
  expect(said).toStrictEqual({ kind: 'answer', id: 0, outcome: answered(service) })
  const outcome = { kind: 'answered', service: { ...service, facts: named }, rttMs: 1 }
  expect(understood(encodeMessage({ kind: 'answer', id: 0, outcome }))).not.toHaveProperty('outcome.service.facts.a')
})

test.each([
  [{ kind: 'answer', id: -1, outcome: { kind: 'unasked' } }],
  [{ kind: 'failed', reason: 'two\nlines' }],
  [{ kind: 'failed', reason: 'x'.repeat(1001) }],
  [{ kind: 'open' }],
])('makes no sense: %j', (message) => {
  expect(understood(encodeMessage(message))).toBeNull()
})

test('an answer that is too long is a failure of our own', () => {
  const long = answered({ ...service, product: 'x'.repeat(mostAnswerBytes) })
  const said = heard(encodeAnswers([{ id: 3, outcome: long }]))
  expect(said).toEqual([{ kind: 'answer', id: 3, outcome: failed('its answer is too long') }])
})

test('any bytes, any plain data, any damage: never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void understood(bytes)))
  fc.assert(fc.property(fc.object(), (message) => void understood(encodeMessage(message))))
  const whole = encodeAnswers([{ id: 0, outcome: outcomes[0]! }]).subarray(4)
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 })
  fc.assert(
    fc.property(changes, (some) => {
      const bytes = whole.slice()
      for (const [at, value] of some) bytes[at] = value
      understood(bytes)
    }),
  )
})
