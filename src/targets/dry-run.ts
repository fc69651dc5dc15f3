import { count } from '../lib/text.ts'
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
  /** Probes when every endpoint answers the first, and when none answers any. Loss that is seen on the way adds to both. */
  readonly packets: { readonly answered: bigint; readonly silent: bigint }
  /**
   * Seconds that these take at the full rate; 0 without a limit. An estimate and no bound: a scan begins below the full rate,
   * waits for answers, and goes slower where the network or this machine loses probes.
   */
  readonly seconds: { readonly answered: number; readonly silent: number }
  readonly retries: number
  readonly rate: number
  readonly payloads: readonly string[]
  readonly notes: readonly string[]
}

/** RFC 1812 §4.3.2.8; Linux: one a second to each peer after a burst of six (icmp(7), icmp_ratelimit). */
const closedUdp = 'closed UDP ports may take a second each: hosts limit how often they tell of them'

export function planSummary(resolved: ResolvedTargets, options: PlanOptions): PlanSummary {
  const { hosts, endpoints, portCounts, hostnames } = resolved
  const lookedUp = hostnames.size > 0 ? ['host names were looked up; that alone asked the network for anything'] : []
  const shards = BigInt(options.shardCount ?? 1)
  const answered = (endpoints + shards - 1n) / shards
  const silent = answered * BigInt(options.retries + 1)
  // Every host is met equally often, so the hosts together are as fast as all of them at their own limit.
  const rate = Math.min(options.ratePerSecond, options.hostRate * Number(hosts))
  return {
    hosts,
    ports: portCounts,
    endpoints,
    packets: { answered, silent },
    seconds: { answered: Number(answered) / rate, silent: Number(silent) / rate },
    retries: options.retries,
    rate,
    payloads: options.payloads,
    notes: [...resolved.notes, ...lookedUp, ...(portCounts.udp > 0 ? [closedUdp] : [])],
  }
}

/** The plan as lines of text, ending with a line end. */
export function renderPlan(plan: PlanSummary): string {
  const { ports, packets, seconds } = plan
  const rows = [
    ['hosts', grouped(plan.hosts)],
    ['ports', portsText(ports)],
    ['endpoints', grouped(plan.endpoints)],
    [
      'packets',
      `${grouped(packets.answered)} if all answer, ${grouped(packets.silent)} if none does (${count(plan.retries, 'retry', 'retries')})`,
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

function durationLine({ answered, silent }: PlanSummary['seconds'], rate: number): string {
  if (rate === Number.POSITIVE_INFINITY) return 'as fast as this machine goes (no rate limit)'
  const full = `about ${durationText(answered)} if all answer, ${durationText(silent)} if none does, at a steady ${rateText(rate)}`
  return `${full}; a slow start, waiting for answers and lost probes come on top`
}

/** Below one a second a rate reads better turned round. */
function rateText(rate: number): string {
  return rate < 1
    ? `pace of one probe every ${grouped(Math.round(1 / rate))} seconds`
    : `${grouped(Math.round(rate))} probes/s`
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
