import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Pairs, type RecallEvidence, recallOf, recallOfParts } from './recall.ts'

const none: Pairs = { pairs: 0, silent: 0, members: 0 }
const clean: RecallEvidence = {
  foundAt: [980, 19, 1],
  unanswered: 50_000,
  attempts: 3,
  rounds: [{ sample: 1000, silent: 20 }],
  successive: none,
  sameHost: none,
  perHost: 1,
}
const sawNothing: RecallEvidence = { ...clean, foundAt: [], rounds: [], attempts: 0 }
const sawBursts: RecallEvidence = { ...clean, foundAt: [960, 20, 20], rounds: [{ sample: 1000, silent: 40 }] }

it('claims of parts what it claims of the whole: counts are added up, the fewest attempts hold', () => {
  const round = fc.tuple(fc.nat(50), fc.nat(950)).map(([silent, heard]) => ({ sample: silent + heard, silent }))
  const part = fc.record({
    foundAt: fc.array(fc.nat(5000), { minLength: 1, maxLength: 8 }),
    unanswered: fc.nat(1_000_000),
    attempts: fc.integer({ min: 1, max: 8 }),
    rounds: fc.array(round, { maxLength: 5 }),
    successive: fc.constant(none),
    sameHost: fc.constant(none),
    perHost: fc.constant(1),
  })
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 16 }), (parts) => {
      const foundAt = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => parts.reduce((sum, each) => sum + (each.foundAt[i] ?? 0), 0))
      const whole = recallOf({
        foundAt,
        unanswered: parts.reduce((sum, { unanswered }) => sum + unanswered, 0),
        attempts: Math.min(...parts.map(({ attempts }) => attempts)),
        rounds: parts.flatMap(({ rounds }) => rounds),
        successive: none,
        sameHost: none,
        perHost: 1,
      })
      const recall = recallOfParts(parts)
      // What a part has seen may forbid the claim, but never changes it.
      if (!('cannotEstimate' in recall)) expect(recall).toEqual(whole)
    }),
  )
})

it('is not spoilt by a part that saw nothing', () => {
  expect(recallOfParts([clean, { ...sawNothing, unanswered: 0 }])).toEqual(recallOf(clean))
  const silent = recallOfParts([clean, sawNothing])
  expect(silent).toEqual(recallOf({ ...clean, unanswered: 100_000 }))
  expect(silent).toHaveProperty('lowerBound')
})

it('is not claimed when one part saw bursts, however quiet the others were', () => {
  const quiet = { ...clean, foundAt: [100_000], rounds: [{ sample: 1000, silent: 0 }] }
  expect(recallOf(sawBursts)).toHaveProperty('cannotEstimate')
  expect(recallOfParts([quiet, quiet, sawBursts])).toEqual(recallOf(sawBursts))
})

it('is claimed more modestly when losses of a host hang together, for its probes are spread over the parts', () => {
  const hosts = { ...clean, sameHost: { pairs: 1000, silent: 2, members: 45 }, perHost: 3 }
  const [alone, spread] = [recallOf(hosts), recallOfParts([hosts, hosts])]
  const bound = (recall: typeof alone) => ('cannotEstimate' in recall ? 0 : recall.lowerBound)
  const doubled = { ...hosts, foundAt: [1960, 38, 2], unanswered: 100_000, rounds: [...hosts.rounds, ...hosts.rounds] }
  const pairs = { ...doubled, sameHost: { pairs: 2000, silent: 4, members: 90 } }
  expect(bound(spread)).toBeGreaterThan(0)
  expect(bound(spread)).toBeLessThanOrEqual(bound(recallOf(pairs)))
})
