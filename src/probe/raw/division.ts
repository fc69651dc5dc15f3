import { availableParallelism } from 'node:os'
import type { ProbePlan } from '../engine.ts'
import type { Pace, PaceLimits } from '../pacing/pace.ts'

/** Below so many endpoints each, starting another process (150 ms) costs more than it brings. */
const endpointsEach = 4096
/** Probes per second, of a host and in all: a limit is not divided into less. */
const leastRate = 1

/**
 * From so many endpoints on, when nobody says how many, a second scanner takes a quarter off the time; it costs 0.4 s of processor time and
 * 25 to 45 MB. With a fourth of them it saves nothing. Limits are kept by one with ease.
 */
const [worthSharing, mostUnasked] = [250_000, 2]

/**
 * Among how many scanners a plan of so many endpoints is divided, `threads` at most, else two if they are of use. UDP stays with one: of a host that limits its ICMP errors
 * two would each see a half, and take it for silence.
 */
export function scannersFor({ pace, space }: ProbePlan, endpoints: number, threads?: number): number {
  const { own, onLink, beyond, overall = Infinity } = pace
  const lowest = Math.min(overall, ...[own, onLink, beyond].flatMap(({ perHost, total }) => [perHost, total]))
  if (space.udp.length > 0) return 1
  const unasked = lowest === Infinity && endpoints >= worthSharing ? Math.min(mostUnasked, availableParallelism()) : 1
  return Math.max(
    1,
    Math.min(threads ?? unasked, Math.floor(endpoints / endpointsEach), Math.floor(lowest / leastRate)),
  )
}

/** What each of so many scanners may do, so that together they keep the pace. */
export function paceOfEach(pace: Pace, scanners: number): Pace {
  const part = ({ perHost, total, hostConnections }: PaceLimits): PaceLimits => ({
    perHost: perHost / scanners,
    total: total / scanners,
    hostConnections,
  })
  const { own, onLink, beyond, overall } = pace
  return {
    ...pace,
    own: part(own),
    onLink: part(onLink),
    beyond: part(beyond),
    ...(overall !== undefined && { overall: overall / scanners }),
  }
}

/**
 * Requests for hardware addresses a second, of all scanners together: not above the pace, for they go to every host of a link. But each may
 * make enough to ask for a gateway three times in a second.
 */
const [fewestRequests, mostRequests] = [5, 1000]

/** How many of these each of so many scanners makes at most. */
export function requestsOfEach({ onLink }: Pace, scanners: number): number {
  return Math.max(fewestRequests, Math.min(mostRequests, onLink.total) / scanners)
}
