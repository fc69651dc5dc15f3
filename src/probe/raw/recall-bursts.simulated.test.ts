import { describe, expect, it } from 'vitest'
import { claimsOf, expectMostlyRight, runs } from '../../../test/recall-claims.ts'
import { burstyLoss } from '../../link/simulation/faults.ts'

describe('recall, of which the truth is known', () => {
  it.each([
    ['5 ms, a tenth of the time', { goodMs: 45, badMs: 5 }],
    ['50 ms, a tenth of the time', { goodMs: 450, badMs: 50 }],
    ['400 ms, a tenth of the time', { goodMs: 3600, badMs: 400 }],
    ['3 s, half of the time', { goodMs: 3000, badMs: 3000 }],
  ])('with bursts of %s is claimed rightly in most runs, and else not at all', (_, bursts) => {
    const claims = claimsOf((random) => [burstyLoss(bursts, random)])
    expectMostlyRight(claims)
    expect(claims.bounds.length).toBeGreaterThan(runs / 2)
  })
})
