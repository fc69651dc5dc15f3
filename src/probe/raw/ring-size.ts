import { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { ProbePlan } from '../engine.ts'

/**
 * Room for what comes in while the scanner does something else, of all scanners together, on a link: a fifth of a second of the fastest
 * answers, for each gets only its own. Polite ones take less.
 */
const [mostBytes, limitedBytes] = [32 << 20, 8 << 20]
/** The kernel clears all of it before the first packet, 0.5 ms for each MiB: no more than all endpoints may answer to an attempt. */
const [leastBytes, endpointBytes] = [1 << 20, 256]

/** Bytes of the receive ring of each of so many scanners of a plan, on each link. */
export function ringBytesFor({ pace, space }: Pick<ProbePlan, 'pace' | 'space'>, scanners: number): number {
  const most = Math.min(pace.onLink.total === Infinity ? mostBytes : limitedBytes, mostBytes / scanners)
  return Math.min(most, Math.max(leastBytes, endpointBytes * new EndpointIndex(space).size))
}
