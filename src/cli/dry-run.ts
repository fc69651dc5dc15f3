import { defaultIntensity, mostConnections } from '../identify/limits.ts'
import { emptyDatagram, payloadsFor } from '../knowledge/payload-index.ts'
import { toBytes } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { escapeJson, escapeTerminal } from '../lib/escape.ts'
import { groupDigits } from '../lib/text.ts'
import type { IdentifyWish, ScanRequest } from '../pipeline.ts'
import type { PreparedScan } from '../prepare/scan.ts'
import { distanceClassifier } from '../probe/distance.ts'
import type { PaceLimits } from '../probe/pacing/pace.ts'
import { looksForHosts } from '../probe/raw/discover.ts'
import type { OutputSpec } from '../report/select-format.ts'
import { type PlanSummary, planSummary, renderPlan } from '../targets/dry-run.ts'
import { EndpointIndex } from '../targets/endpoint-index.ts'
import { version } from '../version.ts'

/** What would be sent, for each place that it is to be told in: as text or as JSON. UsageError for other formats. */
export function planTexts(
  prepared: PreparedScan,
  specs: readonly OutputSpec[],
  command: string,
): { path: string | null; text: string }[] {
  const summary = summaryOf(prepared)
  return specs.map(({ format, path }) => ({ path, text: rendered(summary, format, command) }))
}

function rendered(summary: PlanSummary, format: string, command: string): string {
  if (format === 'table') return renderPlan(summary).split('\n').map(escapeTerminal).join('\n')
  if (format === 'json') return planJson(summary, command)
  throw new UsageError(`--dry-run has no results to show as ${format}; its plan comes as table or json`)
}

/** Addresses in all fit a number (2^53 endpoints are the most that a scan takes); no limit, and so no duration, is null. */
function planJson(summary: PlanSummary, command: string): string {
  const limited = Number.isFinite(summary.rate)
  const plan = {
    portreeve: version,
    kind: 'dry-run',
    command,
    ...summary,
    rate: limited ? summary.rate : null,
    seconds: limited ? summary.seconds : null,
  }
  return `${escapeJson(JSON.stringify(plan, (_, value) => (typeof value === 'bigint' ? Number(value) : value)))}\n`
}

/** Hosts, ports, packets, how long it takes, and every kind of payload. */
function summaryOf({ request: { plan, engine, identify }, targets }: PreparedScan): PlanSummary {
  const limits = slowestLimits(plan)
  return planSummary(targets, {
    retries: plan.retries,
    ratePerSecond: Math.min(limits.total, plan.pace.overall ?? Number.POSITIVE_INFINITY),
    hostRate: limits.perHost,
    shardCount: plan.shard.count,
    payloads: [...payloadKinds(plan, engine.id === 'raw'), ...(identify === undefined ? [] : questionKinds(identify))],
  })
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

function payloadKinds(plan: ScanRequest['plan'], byPackets: boolean): string[] {
  const { tcp, udp } = plan.space
  const kinds = new Set<string>()
  if (byPackets && looksForHosts(plan, new EndpointIndex(plan.space)))
    kinds.add('host discovery (ARP, neighbour discovery; echo requests, SYN to 443, ACK to 80)')
  if (tcp.length > 0)
    kinds.add(
      byPackets ? `TCP ${(plan.technique ?? 'syn').toUpperCase()} packets` : 'TCP connections that send nothing',
    )
  for (const { first, last } of udp) {
    for (let port = first; port <= last; port++) {
      for (const payload of payloadsFor(port)) {
        kinds.add(payload === emptyDatagram ? 'empty UDP datagrams' : `${payload.protocol} over UDP`)
      }
    }
  }
  return [...kinds]
}

/** What open ports are asked once they have been found. */
function questionKinds({ options: { intensity = defaultIntensity, ask = [] }, limit }: IdentifyWish): string[] {
  const unless = limit === Infinity ? '' : `; none when ${groupDigits(limit + 1)} or more are open`
  if (intensity === 0) return [`connections that listen to open ports (1 each${unless})`]
  const questions = `questions to open ports (${mostConnections(intensity)} connections each at most${unless})`
  return [questions, ...(ask.includes('auth') ? ['log-ins by names that everybody knows'] : [])]
}
