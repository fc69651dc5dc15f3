// What the estimator claims of scans of which the truth is known.
import { expect } from 'vitest'
import type { Random } from '../src/lib/random.ts'
import type { Fault } from '../src/link/simulation/faults.ts'
import { type HostAt, hostDraw } from '../src/link/simulation/host.ts'
import { recallOf } from '../src/probe/raw/recall.ts'
import { firstAddress, runSimulated, spaceOf } from './simulated-scan.ts'

export const runs = 100
export const hostCount = 75
export const ports = 10

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

export type MakeFaults = (random: Random) => readonly Fault[]

/** What a scan claims, and the share of the open ports that it found in truth. */
function claimOf(seed: number, faults: MakeFaults) {
  const hosts = hostsOf(seed)
  const space = spaceOf(hostCount, { tcp: [{ first: 1, last: ports }] })
  const { scan, tallied } = runSimulated({ hosts, seed, space, faults, link: { framesPerSecond: 10_000 } })
  return { recall: recallOf(scan.recallEvidence), truth: (tallied['syn-ack'] ?? 0) / openPorts(hosts) }
}

interface Claims {
  readonly wrong: string[]
  readonly declined: string[]
  readonly bounds: number[]
}

export function claimsOf(faults: MakeFaults): Claims {
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

export function expectMostlyRight({ wrong }: Claims) {
  expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(0.05 * runs)
}
