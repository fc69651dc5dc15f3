import type { ResolvedTargets } from './resolve.ts'
import { grouped } from './word.ts'

export interface PlanOptions {
  /** Probes per second in all, and to one host; Infinity is no limit. */
  readonly ratePerSecond: number
  readonly hostRate: number
  /** Attempts after the first, for endpoints that stay silent. */
  readonly retries: number
  /** Of how many equal parts this run takes one. Default 1. */
  readonly shardCount?: number
  /** Names of what is put into UDP probes. */
  readonly payloads: readonly string[]
}

/** What a scan would send, without sending it. */
export interface PlanSummary {
  readonly hosts: bigint
  readonly ports: { readonly tcp: number; readonly udp: number }
  readonly endpoints: bigint
  /** Probes: one for each endpoint, and when every one stays silent. */
  readonly packets: { readonly first: bigint; readonly most: bigint }
  /** Seconds that the pace alone takes for these; 0 without a limit. Waiting for the last answers comes on top. */
  readonly seconds: { readonly first: number; readonly most: number }
  readonly retries: number
  readonly rate: number
  readonly payloads: readonly string[]
  readonly notes: readonly string[]
}

export function planSummary(resolved: ResolvedTargets, options: PlanOptions): PlanSummary {
  const { hosts, endpoints, portCounts, notes } = resolved
  const shards = BigInt(options.shardCount ?? 1)
  const first = (endpoints + shards - 1n) / shards
  const most = first * BigInt(options.retries + 1)
  // Every host is met equally often, so the hosts together are as fast as all of them at their own limit.
  const rate = Math.min(options.ratePerSecond, options.hostRate * Number(hosts))
  return {
    hosts,
    ports: portCounts,
    endpoints,
    packets: { first, most },
    seconds: { first: Number(first) / rate, most: Number(most) / rate },
    retries: options.retries,
    rate,
    payloads: options.payloads,
    notes,
  }
}

/** The plan as lines of text, ending with a line end. */
export function renderPlan(plan: PlanSummary): string {
  const { ports, packets, seconds, retries } = plan
  const rows = [
    ['hosts', grouped(plan.hosts)],
    ['ports', portsText(ports)],
    ['endpoints', grouped(plan.endpoints)],
    [
      'packets',
      `${grouped(packets.first)}, at most ${grouped(packets.most)} with ${retries} retries of what stays silent`,
    ],
    ['duration', durationLine(seconds, plan.rate)],
    ['payloads', plan.payloads.length === 0 ? 'none' : plan.payloads.join(', ')],
    ...plan.notes.map((note) => ['note', note]),
  ]
  const lines = rows.map(([label = '', value]) => `${label.padEnd(10)} ${value}`)
  return `${[...lines, 'Nothing was sent.'].join('\n')}\n`
}

function portsText({ tcp, udp }: PlanSummary['ports']): string {
  const parts = [tcp > 0 && `${grouped(tcp)} TCP`, udp > 0 && `${grouped(udp)} UDP`]
  return parts.filter(Boolean).join(', ')
}

function durationLine({ first, most }: PlanSummary['seconds'], rate: number): string {
  if (rate === Number.POSITIVE_INFINITY) return 'as fast as this machine goes (no rate limit)'
  return `about ${durationText(first)}, at most ${durationText(most)}, ${rateText(rate)}`
}

/** Below one a second a rate reads better turned round. */
function rateText(rate: number): string {
  return rate < 1
    ? `one probe every ${grouped(Math.round(1 / rate))} seconds`
    : `at ${grouped(Math.round(rate))} probes/s`
}

const units = [
  ['year', 31_557_600],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** The largest unit of which there are at least two, so that the number says something: `90 seconds`, `26 hours`. */
function durationText(seconds: number): string {
  const [unit, length] = units.find(([, length]) => seconds >= 2 * length) ?? ['second', 1]
  const count = Math.max(1, Math.round(seconds / length))
  return `${grouped(count)} ${unit}${count === 1 ? '' : 's'}`
}
