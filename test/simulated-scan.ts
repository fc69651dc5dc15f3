// Runs a RawScan on a simulated network.
import { type Random, seededRandom } from '../src/lib/random.ts'
import type { Link } from '../src/link/link.ts'
import type { Fault } from '../src/link/simulation/faults.ts'
import type { Forger } from '../src/link/simulation/forgery.ts'
import type { HostAt } from '../src/link/simulation/host.ts'
import { SimulatedNetwork } from '../src/link/simulation/network.ts'
import { SimulatedLink, type SimulatedLinkOptions } from '../src/link/simulation/simulated-link.ts'
import { VirtualClock } from '../src/link/simulation/virtual-clock.ts'
import type { Transport } from '../src/model/unions.ts'
import type { Distance } from '../src/probe/distance.ts'
import type { ProbePlan } from '../src/probe/engine.ts'
import { type Pace, paceNamed } from '../src/probe/pacing/pace.ts'
import { paceOfEach } from '../src/probe/raw/division.ts'
import { Lane } from '../src/probe/raw/lane.ts'
import { Neighbourhood } from '../src/probe/raw/neighbourhood.ts'
import { Outlet } from '../src/probe/raw/outlet.ts'
import { RawScan, type RawScanOptions } from '../src/probe/raw/raw-scan.ts'
import { techniquesOf } from '../src/probe/raw/techniques-of.ts'
import { reasonOf } from '../src/probe/results/outcome.ts'
import type { PortRange, TargetSpace } from '../src/targets/types.ts'

export interface SimulatedScanOptions {
  readonly hosts: HostAt
  /** All luck comes from it. */
  readonly seed: number
  readonly space: TargetSpace
  readonly faults?: (random: Random) => readonly Fault[]
  readonly forger?: (random: Random) => Forger
  readonly pace?: Pace
  readonly distance?: Distance
  readonly retries?: number
  readonly technique?: NonNullable<ProbePlan['technique']>
  /** On Ethernet: who tells a hardware address. */
  readonly neighbours?: HostAt
  /** Whose hardware address all frames carry then; else each carries that of its host. */
  readonly gateway?: Uint8Array
  readonly wrap?: (link: Link, clock: VirtualClock) => Link
  readonly link?: Partial<Omit<SimulatedLinkOptions, 'network' | 'clock'>>
  /** Asked in every turn. */
  readonly abort?: (scan: { readonly nowMs: number; readonly sent: number }) => boolean
  /** Which one of so many scanners that share the scan this is; default the only one. */
  readonly part?: ProbePlan['shard']
  /** How many answers to keep; default none. */
  readonly keepsAnswers?: number
  /** Called for each endpoint that is reported. */
  readonly onSeen?: () => void
  /** Sees when each packet leaves. */
  readonly onSent?: Fault
  /** Of the scan itself. */
  readonly scan?: Partial<Pick<RawScanOptions, 'deliver' | 'save' | 'resume' | 'windowSize' | 'backlogged' | 'turns'>>
}

export interface SimulatedResult {
  readonly scan: RawScan
  /** Reason by endpoint, `address/transport/port`, as reported. */
  readonly seen: ReadonlyMap<string, string>
  /** Endpoints that were reported more than once. */
  readonly repeated: readonly string[]
  readonly sent: number
  readonly elapsedMs: number
  /** Endpoints by reason, as tallied. */
  readonly tallied: Readonly<Record<string, number>>
}

/** 198.18.0.0, the network for benchmarks (RFC 2544), and what lies behind it. */
export const firstAddress = 0xc612_0000
/** Own port of the first attempt at a UDP port. */
export const firstUdpPort = 62_000
const source = Uint8Array.of(192, 0, 2, 1)

const payload = Uint8Array.of(1)

/** So many hosts from `firstAddress` on. */
export function spaceOf(hosts: number, ports: Partial<Record<Transport, readonly PortRange[]>>): TargetSpace {
  const first = BigInt(firstAddress)
  const addresses = [{ family: 4, first, last: first + BigInt(hosts) - 1n } as const]
  return { addresses, tcp: ports.tcp ?? [], udp: ports.udp ?? [] }
}

export function runSimulated(options: SimulatedScanOptions): SimulatedResult {
  const { hosts, seed, space, abort, onSent } = options
  const random = seededRandom(seed)
  const clock = new VirtualClock()
  const faults = [...(onSent === undefined ? [] : [onSent]), ...(options.faults?.(random) ?? [])]
  const forger = options.forger?.(random)
  const network = new SimulatedNetwork({ hosts, random, faults, ...(forger !== undefined && { forger }) })
  const { neighbours, gateway = null, wrap = (link: Link) => link } = options
  const ethernet = neighbours === undefined ? {} : { layer: 'ethernet' as const, neighbours }
  const link = wrap(new SimulatedLink({ network, clock, ...ethernet, ...options.link }), clock)
  const outlet = new Outlet(link, 'sim0')
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
  if (neighbours !== undefined) {
    outlet.neighbourhood = new Neighbourhood({ outlet, mac, random, perSecond: 1000, known: [] })
    outlet.neighbourhood.addSource(source)
  }
  const macs = neighbours === undefined ? null : { source: mac, nextHop: new Uint8Array(6) }
  const lane = new Lane({
    outlet,
    distance: options.distance ?? 'beyond',
    path: { macs, source, mtu: link.mtu },
    hardware: outlet.neighbourhood,
    gateway,
  })
  const seen = new Map<string, string>()
  const repeated: string[] = []
  let sent = 0
  const shard = options.part ?? { index: 0, count: 1 }
  const scan = new RawScan({
    plan: {
      space,
      seed,
      shard,
      pace: paceOfEach(options.pace ?? paceNamed('max'), shard.count),
      retries: options.retries ?? 2,
      sparesRetries: options.retries === undefined,
      ...(options.keepsAnswers !== undefined && { keepsAnswers: options.keepsAnswers }),
      allStates: true,
      vantage: 'test',
    },
    lanes: { find: () => lane, outlets: [lane.outlet] },
    ports: { tcp: 61_000, udp: firstUdpPort, count: 10 },
    clock: clock.now,
    epoch: () => 0,
    random,
    techniques: techniquesOf(options),
    payloadOf: () => payload,
    aborted: () => abort?.({ nowMs: clock.now(), sent }) ?? false,
    backlogged: () => false,
    scanners: shard.count,
    ...options.scan,
    deliver(columns, answers) {
      options.scan?.deliver?.(columns, answers)
      for (let i = 0; i < columns.count; i++) {
        const name = `${columns.addressIndex[i]}/${columns.transport[i] === 0 ? 'tcp' : 'udp'}/${columns.port[i]}`
        if (seen.has(name)) repeated.push(name)
        options.onSeen?.()
        seen.set(name, reasonOf(columns.outcome[i]!))
      }
    },
    onProgress: (counters) => {
      sent = counters.sent
    },
  })
  scan.run()
  const tallied: Record<string, number> = {}
  const rows = scan.verdicts.tallies.rows()
  for (let i = 0; i < rows.length; i += 4) {
    const reason = reasonOf(rows[i + 2]!)
    tallied[reason] = (tallied[reason] ?? 0) + rows[i + 3]!
  }
  return { scan, seen, repeated, sent, elapsedMs: clock.now(), tallied }
}
