import { emptyDatagram, payloadsFor } from '../knowledge/payload-index.ts'
import type { ScanRequest } from '../pipeline.ts'
import { planSummary, renderPlan } from '../targets/dry-run.ts'
import type { ResolvedTargets } from '../targets/resolve.ts'

/** What would be sent, as text: hosts, ports, packets, how long it takes, and every kind of payload. */
export function describePlan({ plan }: ScanRequest, targets: ResolvedTargets): string {
  // Before anything is sent the slowest class of hosts is assumed.
  const { beyond } = plan.pace
  const summary = planSummary(targets, {
    retries: plan.retries,
    ratePerSecond: Math.min(beyond.total, plan.pace.overall ?? Number.POSITIVE_INFINITY),
    hostRate: beyond.perHost,
    shardCount: plan.shard.count,
    payloads: payloadKinds(plan.space),
  })
  return renderPlan(summary)
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
