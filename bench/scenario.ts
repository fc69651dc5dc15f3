import type { Host } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import type { Job, ToolKind } from './tools.ts'

export interface Scenario {
  readonly name: string
  /** How it is scanned: by connections, or by packets of the tool's own making. */
  readonly kind: ToolKind
  /** Names of tools that cannot do it, or would take too long, begin with one of these, at these paces; at both when there is no pace. */
  readonly without?: readonly { readonly tool: string; readonly pace?: Job['pace'] }[]
  /** Other than the usual number of rounds. */
  readonly rounds?: Partial<Record<Job['pace'], number>>
  /** Tools that take too long for more than one round begin with one of these. */
  readonly once?: readonly string[]
  /** Whole-process time of ours at full speed against the fastest rival that missed nothing, at most. */
  readonly goal: number
  /** The rival that the goal speaks of, whatever it misses. */
  readonly against?: string
  /** Longest time of ours that will do, in seconds. */
  readonly mostSeconds?: number
  /** Largest memory of ours that will do, in MB. */
  readonly mostMegabytes?: number
  /** What is measured, for the report. */
  readonly about: string
  readonly target: string
  readonly ports: string
  /** Default tcp. */
  readonly transport?: Job['transport']
  /** Hosts are looked for first, as the tools do by themselves. Default: every address is taken to be a host. */
  readonly discover?: boolean
  /** Builds it and says where to run from and what is really open, as `address:port`. */
  build(lab: Lab): Promise<Built>
}

export interface Built {
  readonly client: Host
  readonly open: ReadonlySet<string>
  /** See Job. */
  readonly path?: Job['path']
}

export async function pathTo(host: Host): Promise<Job['path']> {
  return { device: 'eth0', nextHop: await host.mac() }
}

/** Drops all that is not asked for these ports. */
export function dropAllBut(ports: readonly number[]): string {
  return `table inet wall {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    meta l4proto { icmp, icmpv6 } accept
    tcp dport { ${ports.join(', ')} } accept
    ct state established accept
  }
}
`
}

/** Endpoints of one port on a run of IPv4 addresses. */
export function openOnAll(firstAddress: string, count: number, port: number): ReadonlySet<string> {
  const start = firstAddress.split('.').reduce((value, part) => value * 256 + Number(part), 0)
  const text = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
  return new Set(Array.from({ length: count }, (_, i) => `${text(start + i)}:${port}`))
}
