import { describe, expect, it } from 'vitest'
import { claimsOf, expectMostlyRight, hostCount, type MakeFaults, ports, runs } from '../../../test/recall-claims.ts'
import { loss, shunning } from '../../link/simulation/faults.ts'
import { hostDraw } from '../../link/simulation/host.ts'

describe('recall, of which the truth is known', () => {
  it.each([
    ['none', [], 0.999],
    ['2 % each way', [0.02], 0.999],
    ['10 % each way', [0.1], 0.999],
    // Half of the probes are lost: eight attempts, the most that are made, miss one in 220.
    ['30 % each way', [0.3], 0.94],
  ] as const)('with independent loss (%s) is claimed, and rightly', (_, shares, least) => {
    const claims = claimsOf((random) => shares.map((share) => loss(share, random)))
    expectMostlyRight(claims)
    expect(claims.declined.length).toBeLessThanOrEqual(0.05 * runs)
    expect(claims.bounds[0]).toBeGreaterThan(least)
  })

  it.each([
    ['some hosts', () => [shunning(5, 'host', (host) => hostDraw(host, 99) % 10 === 0)]],
    ['a firewall', () => [shunning((hostCount * ports) / 2, 'all')]],
  ] as [string, MakeFaults][])('is not claimed when %s begin to shun us midway', (_, faults) => {
    const claims = claimsOf(faults)
    expectMostlyRight(claims)
    expect(claims.declined.length).toBeGreaterThanOrEqual(0.95 * runs)
  })
})
