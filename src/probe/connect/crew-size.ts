import { availableParallelism } from 'node:os'
import type { ProbePlan } from '../engine.ts'
import type { DriverId } from './capabilities.ts'

/** Below this a second thread costs more than it brings (40 ms to start; about as long as 3,000 refused ports take). */
const worthSharing = 16_384
/** Beyond two the kernel's own locks and the start of more threads eat the gain. */
const mostWorkers = 2

/**
 * How many threads probe that many endpoints. With limits there is one: it keeps them, and does so at a fraction of a processor. UDP stays in one thread,
 * which knows all of its own sockets (two of them can reach each other on an own address).
 */
export function crewSize(plan: ProbePlan, driver: DriverId, endpoints: number): number {
  const { own, onLink, beyond, overall = Infinity } = plan.pace
  const limits = [own, onLink, beyond].flatMap(({ perHost, total, hostConnections }) => [
    perHost,
    total,
    hostConnections,
  ])
  const unlimited = Math.min(overall, ...limits) === Infinity
  const large = endpoints >= worthSharing
  if (driver !== 'epoll' || !unlimited || !large || plan.space.udp.length > 0) return 1
  return Math.min(mostWorkers, availableParallelism())
}
