import { describe, expect, it } from 'vitest'
import { claimsOf, expectMostlyRight, hostCount, type MakeFaults, ports, runs } from '../../../test/recall-claims.ts'
import { runSimulated, spaceOf } from '../../../test/simulated-scan.ts'
import type { Random } from '../../lib/random.ts'
import { loss, shunning } from '../../link/simulation/faults.ts'
import { type HostAt, hostDraw, type PortState } from '../../link/simulation/host.ts'
import { paceFromRate } from '../pacing/pace.ts'
import { recallOf } from './recall.ts'

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

describe('a host behind a firewall, of which few of many ports answer', () => {
  const portCount = 10_500
  const runs = 5
  const space = spaceOf(1, { tcp: [{ first: 1, last: portCount }] })
  /** One port of so many answers. */
  const scanned = (seed: number, share: number, oneOf: number, state: PortState = 'open', retries?: number) => {
    const hosts: HostAt = () => ({ tcp: (port) => (port % oneOf === 1 ? state : 'silent'), roundTripMs: 20 })
    const faults = (random: Random) => (share === 0 ? [] : [loss(share, random)])
    const asked = retries === undefined ? {} : { retries }
    const result = runSimulated({ hosts, seed, space, faults, ...asked, link: { framesPerSecond: 100_000 } })
    const found = (result.tallied['syn-ack'] ?? 0) / Math.ceil((portCount - 1) / oneOf)
    return { ...result, found, recall: recallOf(result.scan.recallEvidence) }
  }

  it.each([256, 175, 105])('is asked twice where nothing gets lost, and one of %i answers', (oneOf) => {
    expect(scanned(1, 0, oneOf).sent).toBeLessThan(2.15 * portCount)
  })

  it('is asked as often as somebody wants', () => {
    expect(scanned(1, 0, 256, 'open', 2).sent).toBeGreaterThan(2.9 * portCount)
  })

  it('is asked three times where those who answer do not tell what loss would hide', () => {
    expect(scanned(1, 0, 256, 'closed').sent).toBeGreaterThan(2.9 * portCount)
  })

  it.each([0.02, 0.1])(
    'is asked until its recall is what it should be, and that is claimed rightly (%f lost each way)',
    (share) => {
      let [wrong, declined] = [0, 0]
      for (let seed = 1; seed <= runs; seed++) {
        const { recall, found, sent } = scanned(seed, share, 256)
        if ('cannotEstimate' in recall) declined += 1
        else {
          if (found < recall.lowerBound) wrong += 1
          expect(recall.lowerBound).toBeGreaterThan(0.99)
        }
        expect(sent).toBeGreaterThan(2.5 * portCount)
      }
      expect(wrong).toBeLessThanOrEqual(1)
      expect(declined).toBeLessThanOrEqual(1)
    },
  )

  it('has one question at a time to its only open port, at a slow pace', () => {
    const hosts: HostAt = () => ({ tcp: (port) => (port === 7 ? 'open' : 'silent'), roundTripMs: 5 })
    const { sent } = runSimulated({
      hosts,
      seed: 3,
      space: spaceOf(1, { tcp: [{ first: 1, last: 20 }] }),
      pace: paceFromRate(10),
    })
    expect(sent).toBeLessThan(3 * 20 + 60)
  })
})
