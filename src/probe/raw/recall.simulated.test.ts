import { describe, expect, it } from 'vitest'
import { claimsOf, expectMostlyRight, hostCount, type MakeFaults, ports, runs } from '../../../test/recall-claims.ts'
import { runSimulated, spaceOf } from '../../../test/simulated-scan.ts'
import type { Random } from '../../lib/random.ts'
import { loss, shunning } from '../../link/simulation/faults.ts'
import { type HostAt, hostDraw } from '../../link/simulation/host.ts'
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
  const [portCount, openPorts, seeds] = [10_500, 42, 5]
  const hosts: HostAt = () => ({ tcp: (port) => (port % 256 === 1 ? 'open' : 'silent'), roundTripMs: 20 })
  const space = spaceOf(1, { tcp: [{ first: 1, last: portCount }] })
  const scanned = (seed: number, share: number, retries?: number) => {
    const faults = (random: Random) => (share === 0 ? [] : [loss(share, random)])
    const asked = retries === undefined ? {} : { retries }
    return runSimulated({ hosts, seed, space, faults, ...asked, link: { framesPerSecond: 100_000 } })
  }

  it('is asked twice where nothing gets lost, and as often as somebody asks for', () => {
    expect(scanned(1, 0).sent).toBeLessThan(2.1 * portCount)
    expect(scanned(1, 0, 2).sent).toBeGreaterThan(3 * portCount - 2 * openPorts)
  })

  it.each([0.02, 0.1])(
    'is asked until the recall is what it should be, which is claimed rightly (%f lost each way)',
    (share) => {
      let wrong = 0
      for (let seed = 1; seed <= seeds; seed++) {
        const { scan, tallied, sent } = scanned(seed, share)
        const recall = recallOf(scan.recallEvidence)
        const truth = (tallied['syn-ack'] ?? 0) / openPorts
        if (!('cannotEstimate' in recall) && truth < recall.lowerBound) wrong += 1
        if (!('cannotEstimate' in recall)) expect(recall.lowerBound).toBeGreaterThan(0.99)
        expect(sent).toBeGreaterThan(2.5 * portCount)
      }
      expect(wrong).toBeLessThanOrEqual(Math.ceil(0.05 * seeds))
    },
  )
})
