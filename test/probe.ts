// Runs an engine where the lab puts it, and prints what it saw: node probe.js '<json>' (see bundle-programs.ts)
import { parseAddress } from '../src/lib/address.ts'
import { connectEngine, type DriverChoice } from '../src/probe/connect/engine.ts'
import { type PaceName, paceFromRate, paceNamed } from '../src/probe/pacing/pace.ts'
import { rawEngine } from '../src/probe/raw/engine.ts'
import type { techniques } from '../src/probe/techniques.gen.ts'
import type { PortRange } from '../src/targets/types.ts'

export interface ProbeRequest {
  /** IPv4 before IPv6; `a-b` is a range. */
  readonly addresses: readonly string[]
  readonly tcp?: readonly PortRange[]
  readonly udp?: readonly PortRange[]
  /** Default `connect`. */
  readonly engine?: 'connect' | 'raw'
  readonly technique?: keyof typeof techniques
  readonly discoverHosts?: boolean
  readonly driver?: DriverChoice
  readonly pace?: PaceName
  /** As `--rate`; instead of a pace. */
  readonly rate?: number
  readonly seed?: number
  readonly retries?: number
  readonly allStates?: boolean
  readonly abortAfterMs?: number
}

export interface ProbeReport {
  /** `address transport port state reason`. */
  readonly seen: readonly string[]
  readonly end: import('../src/probe/engine.ts').ProbeEnd
  readonly progress: import('../src/probe/engine.ts').Progress
  /** Most resident memory that it ever took (getrusage(2), ru_maxrss). */
  readonly peakMiB: number
}

function range(text: string) {
  const [from = '', to = from] = text.split('-')
  const first = parseAddress(from)
  const last = parseAddress(to)
  if (first === undefined || last === undefined) throw new Error(`no address: ${text}`)
  const zone = first.zone === undefined ? {} : { zone: first.zone }
  return { family: first.family, first: first.value, last: last.value, ...zone }
}

const request = JSON.parse(process.argv[2] ?? '{}') as ProbeRequest
const {
  addresses,
  tcp = [],
  udp = [],
  driver = 'auto',
  pace = 'max',
  seed = 1,
  retries = 1,
  allStates = true,
} = request
const seen: string[] = []
const signal = request.abortAfterMs === undefined ? undefined : AbortSignal.timeout(request.abortAfterMs)
const engine = request.engine === 'raw' ? rawEngine() : connectEngine({ driver })
const batches = engine.run(
  {
    space: { addresses: addresses.map(range), tcp, udp },
    seed,
    shard: { index: 0, count: 1 },
    pace: request.rate === undefined ? paceNamed(pace) : paceFromRate(request.rate),
    retries,
    allStates,
    discoverHosts: request.discoverHosts ?? false,
    vantage: 'lab',
    ...(request.technique !== undefined && { technique: request.technique }),
  },
  signal,
)
for await (const { observations, end, progress } of batches) {
  for (const o of observations) seen.push(`${o.address} ${o.transport} ${o.port} ${o.state} ${o.reason}`)
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  if (end) console.log(JSON.stringify({ seen, end, progress, peakMiB } satisfies ProbeReport))
}
