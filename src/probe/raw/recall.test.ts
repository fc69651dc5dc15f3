import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Recall } from '../../model/scan-summary.ts'
import { type Pairs, type RecallEvidence, recallOf } from './recall.ts'

const nothingInCommon: Pairs = { pairs: 0, silent: 0, members: 0 }
const clean: RecallEvidence = {
  foundAt: [1000],
  unanswered: 100_000,
  attempts: 3,
  rounds: [
    { sample: 1000, silent: 0 },
    { sample: 1000, silent: 0 },
  ],
  successive: nothingInCommon,
  sameHost: nothingInCommon,
  perHost: 2,
}

function estimate(recall: Recall): Exclude<Recall, { cannotEstimate: string }> {
  if ('cannotEstimate' in recall) throw new Error(recall.cannotEstimate)
  return recall
}

describe('recall', () => {
  it('is claimed with what it rests on', () => {
    const recall = estimate(recallOf({ ...clean, foundAt: [979, 20, 1], rounds: [{ sample: 1000, silent: 20 }] }))
    expect(recall).toMatchObject({ confidence: 0.95, found: 1000, sample: 1000, silent: 20 })
    // 1,000 × 0.02³ ÷ (1 - 0.02³)
    expect(recall.probablyMissed).toBeCloseTo(0.008, 5)
    expect(recall.lowerBound).toBeGreaterThan(0.998)
    expect(recall.lowerBound).toBeLessThan(1)
  })

  it('is 1 when everybody answered, for nobody is left who could have been missed', () => {
    expect(estimate(recallOf({ ...clean, unanswered: 0 })).lowerBound).toBe(1)
  })

  it.each<[string, Partial<RecallEvidence>]>([
    ['no open port', { foundAt: [] }],
    ['nobody who had answered', { rounds: [] }],
    ['interrupted', { unanswered: 0, interrupted: 1 }],
    ['nearly all', { rounds: [{ sample: 1000, silent: 980 }] }],
    ['than the first answers', { rounds: [{ sample: 1000, silent: 100 }] }],
    [
      'changed too much',
      {
        foundAt: [900, 100],
        rounds: [
          { sample: 1000, silent: 10 },
          { sample: 1000, silent: 190 },
        ],
      },
    ],
    [
      'some hosts',
      {
        foundAt: [900, 90, 10],
        rounds: [{ sample: 1000, silent: 100 }],
        sameHost: { pairs: 1000, silent: 90, members: 200 },
      },
    ],
    ['bursts', { foundAt: [960, 20, 20], rounds: [{ sample: 1000, silent: 40 }] }],
  ])('cannot be told: %s', (reason, change) => {
    const recall = recallOf({ ...clean, ...change })
    expect('cannotEstimate' in recall && recall.cannotEstimate).toContain(reason)
  })

  it('is claimed more modestly when losses come together', () => {
    const lossy = { ...clean, foundAt: [900, 90, 10], rounds: [{ sample: 1000, silent: 100 }] }
    const together = { ...lossy, successive: { pairs: 999, silent: 60, members: 200 } }
    expect(estimate(recallOf(together)).lowerBound).toBeLessThan(estimate(recallOf(lossy)).lowerBound)
  })

  it('lies between 0 and 1, whatever was counted', () => {
    const count = fc.nat(5000)
    const round = fc.tuple(count, count).map(([a, b]) => ({ sample: Math.max(a, b), silent: Math.min(a, b) }))
    const pairs = fc.record({ pairs: count, silent: count, members: count })
    const evidence = fc.record({
      foundAt: fc.array(count, { maxLength: 8 }),
      unanswered: fc.nat(),
      attempts: fc.integer({ min: 0, max: 8 }),
      rounds: fc.array(round, { maxLength: 10 }),
      successive: pairs,
      sameHost: pairs,
      perHost: fc.double({ min: 1, max: 1000, noNaN: true }),
    })
    fc.assert(
      fc.property(evidence, (each) => {
        const recall = recallOf(each)
        if ('cannotEstimate' in recall) return
        expect(recall.lowerBound).toBeGreaterThanOrEqual(0)
        expect(recall.lowerBound).toBeLessThanOrEqual(1)
        expect(recall.probablyMissed).toBeGreaterThanOrEqual(0)
        expect(recall.probablyMissed).toBeLessThanOrEqual(each.unanswered)
      }),
    )
  })
})
