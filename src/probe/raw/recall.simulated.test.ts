import { describe, expect, it } from 'vitest'
import type { Random } from '../../lib/random.ts'
import { burstyLoss, type Fault, loss, shunning } from '../../link/simulation/faults.ts'
import { type HostAt, hostDraw } from '../../link/simulation/host.ts'
import { firstAddress, runSimulated, spaceOf } from './simulated-scan.ts'

const runs = 100
const hostCount = 150
const ports = 10

/** Three ports of ten are open, one is closed, and the others stay silent. */
function hostsOf(seed: number): HostAt {
  return (host) => ({
    tcp: (port) => {
      const draw = hostDraw(host * 16 + port, seed) % 10
      return draw < 3 ? 'open' : draw === 3 ? 'closed' : 'silent'
    },
    roundTripMs: 20,
  })
}

function openPorts(hosts: HostAt): number {
  let open = 0
  for (let host = 0; host < hostCount; host++) {
    for (let port = 1; port <= ports; port++) if (hosts(firstAddress + host)!.tcp(port) === 'open') open += 1
  }
  return open
}

type MakeFaults = (random: Random) => readonly Fault[]

/** What a scan claims, and the share of the open ports that it found in truth. */
function claimOf(seed: number, faults: MakeFaults) {
  const hosts = hostsOf(seed)
  const space = spaceOf(hostCount, { tcp: [{ first: 1, last: ports }] })
  const { scan, tallied } = runSimulated({ hosts, seed, space, faults, link: { framesPerSecond: 10_000 } })
  return { recall: scan.recall, truth: (tallied['syn-ack'] ?? 0) / openPorts(hosts) }
}

interface Claims {
  readonly wrong: string[]
  readonly declined: string[]
  readonly bounds: number[]
}

function claimsOf(faults: MakeFaults): Claims {
  const claims: Claims = { wrong: [], declined: [], bounds: [] }
  for (let seed = 1; seed <= runs; seed++) {
    const { recall, truth } = claimOf(seed, faults)
    if ('cannotEstimate' in recall) claims.declined.push(recall.cannotEstimate)
    else {
      claims.bounds.push(recall.lowerBound)
      if (truth < recall.lowerBound) claims.wrong.push(`seed ${seed}: at least ${recall.lowerBound}, but ${truth}`)
    }
  }
  claims.bounds.sort((a, b) => a - b)
  return claims
}

function expectMostlyRight({ wrong }: Claims) {
  expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(0.05 * runs)
}

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
    ['5 ms, a tenth of the time', { goodMs: 45, badMs: 5 }],
    ['50 ms, a tenth of the time', { goodMs: 450, badMs: 50 }],
    ['400 ms, a tenth of the time', { goodMs: 3600, badMs: 400 }],
    ['3 s, half of the time', { goodMs: 3000, badMs: 3000 }],
  ])('with bursts of %s is claimed rightly or not at all', (_, bursts) => {
    expectMostlyRight(claimsOf((random) => [burstyLoss(bursts, random)]))
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
