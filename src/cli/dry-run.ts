import { emptyDatagram, payloadsFor } from '../knowledge/payload-index.ts'
import { toBytes } from '../lib/address.ts'
import type { ScanRequest } from '../pipeline.ts'
import { distanceClassifier } from '../probe/distance.ts'
import type { PaceLimits } from '../probe/pace.ts'
import { planSummary, renderPlan } from '../targets/dry-run.ts'
import type { ResolvedTargets } from '../targets/resolve.ts'

/** What would be sent, as text: hosts, ports, packets, how long it takes, and every kind of payload. */
export function describePlan({ plan }: ScanRequest, targets: ResolvedTargets): string {
  const limits = slowestLimits(plan)
  const summary = planSummary(targets, {
    retries: plan.retries,
    ratePerSecond: Math.min(limits.total, plan.pace.overall ?? Number.POSITIVE_INFINITY),
    hostRate: limits.perHost,
    shardCount: plan.shard.count,
    payloads: payloadKinds(plan.space),
  })
  return renderPlan(summary)
}

/** Ranges looked at to tell how far away the targets are; with more of them, the farthest is assumed. */
const rangesLookedAt = 1000

/** The limits of the farthest target: the ends of a range tell where it lies, for routes are ranges too. */
function slowestLimits({ pace, space }: ScanRequest['plan']): PaceLimits {
  if (space.addresses.length > rangesLookedAt) return pace.beyond
  const distanceOf = distanceClassifier()
  const ends = space.addresses.flatMap(({ family, first, last }) => [toBytes(family, first), toBytes(family, last)])
  const distances = new Set(ends.map((bytes) => distanceOf(bytes, bytes.length === 4 ? 4 : 16)))
  if (distances.has('beyond')) return pace.beyond
  return distances.has('onLink') ? pace.onLink : pace.own
}

function payloadKinds({ tcp, udp }: ScanRequest['plan']['space']): string[] {
  const kinds = new Set<string>()
  if (tcp.length > 0) kinds.add('TCP connections that send nothing')
  for (const { first, last } of udp) {
    for (let port = first; port <= last; port++) {
      for (const payload of payloadsFor(port)) {
        kinds.add(payload === emptyDatagram ? 'empty UDP datagrams' : `${payload.protocol} over UDP`)
      }
    }
  }
  return [...kinds]
}
