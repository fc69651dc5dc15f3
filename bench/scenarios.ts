import type { Host } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import { pair, routed } from '../lab/topologies.ts'
import type { Job } from './tools.ts'

export interface Scenario {
  readonly name: string
  /** How it is scanned: by connections, or by packets of the tool's own making. */
  readonly kind: 'connections' | 'packets'
  /** Names of tools that would take hours begin with this. */
  readonly without?: string
  /** Whole-process time of ours at full speed against the fastest rival that missed nothing, at most. */
  readonly goal: number
  /** What is measured, for the report. */
  readonly about: string
  readonly target: string
  readonly ports: string
  /** Builds it and says where to run from and what is really open, as `address:port`. */
  build(lab: Lab): Promise<Built>
}

export interface Built {
  readonly client: Host
  readonly open: ReadonlySet<string>
  /** See Job. */
  readonly path?: Job['path']
}

const server = '10.9.0.2'
const sixPorts = [22, 80, 443, 3306, 8080, 51_413]

const openOnServer = (ports: readonly number[]): ReadonlySet<string> =>
  new Set(ports.map((port) => `${server}:${port}`))

const oneHost: Scenario = {
  name: 'one host, 65,535 ports',
  kind: 'connections',
  goal: 0.8,
  about: '6 open, the rest refused',
  target: server,
  ports: '-',
  async build(lab) {
    const hosts = await pair(lab)
    await hosts.server.listen({ tcp: sixPorts, answer: 'close' })
    return { client: hosts.client, open: openOnServer(sixPorts), path: await pathTo(hosts.server) }
  },
}

const firewalledHost: Scenario = {
  name: 'one firewalled host, 65,535 ports',
  kind: 'connections',
  goal: 0.8,
  about: '6 open, the rest dropped',
  target: server,
  ports: '-',
  async build(lab) {
    const hosts = await pair(lab)
    await hosts.server.listen({ tcp: sixPorts, answer: 'close' })
    await hosts.server.nft(dropAllBut(sixPorts))
    return { client: hosts.client, open: openOnServer(sixPorts), path: await pathTo(hosts.server) }
  },
}

const fourPorts = [22, 80, 443, 8080]

const network: Scenario = {
  name: 'a /24, 1,000 ports',
  kind: 'connections',
  goal: 0.8,
  about: '256 hosts with 4 open each, the rest dropped',
  target: '10.77.0.0/24',
  ports: '22,80,443,8080,10000-10995',
  async build(lab) {
    const hosts = await pair(lab)
    await hosts.server.anyip('10.77.0.0/24')
    await hosts.client.route('10.77.0.0/24', server)
    await hosts.server.listen({ tcp: fourPorts, answer: 'close' })
    await hosts.server.nft(dropAllBut(fourPorts))
    const addresses = Array.from({ length: 256 }, (_, host) => `10.77.0.${host}`)
    return { client: hosts.client, open: new Set(addresses.flatMap((a) => fourPorts.map((port) => `${a}:${port}`))) }
  },
}

/** The same by packets of our own: half of nmap's time behind a firewall, 0.7 of it where all ports answer. */
const packetsOneHost: Scenario = { ...oneHost, name: 'SYN scan of one host, 65,535 ports', kind: 'packets', goal: 0.7 }
const packetsFirewalled: Scenario = {
  ...firewalledHost,
  name: 'SYN scan of one firewalled host, 65,535 ports',
  kind: 'packets',
  goal: 0.5,
}

async function pathTo(host: Host): Promise<Job['path']> {
  return { device: 'eth0', nextHop: await host.mac() }
}

const everyHostOf = (first: string, bits: number, port: number): ReadonlySet<string> => {
  const [a = 0, b = 0, c = 0, d = 0] = first.split('.').map(Number)
  const start = ((a * 256 + b) * 256 + c) * 256 + d
  const text = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')
  return new Set(Array.from({ length: 2 ** (32 - bits) }, (_, i) => `${text(start + i)}:${port}`))
}

const million: Scenario = {
  name: 'SYN scan of 10.16.0.0/12, 1 port',
  kind: 'packets',
  goal: 1 / 1.6,
  without: 'nmap',
  about: 'all 1,048,576 hosts have it open, on a direct link',
  target: '10.16.0.0/12',
  ports: '80',
  async build(lab) {
    const { client, server: host } = await pair(lab)
    await host.anyip('10.16.0.0/12')
    await client.route('10.16.0.0/12', server)
    await host.listen({ tcp: [80], answer: 'close' })
    return { client, open: everyHostOf('10.16.0.0', 12, 80), path: await pathTo(host) }
  },
}

const lossy: Scenario = {
  name: 'SYN scan of 4,096 hosts at 2 % loss, 1 port',
  kind: 'packets',
  goal: 1.5,
  about: '2 % of the packets lost each way, all 4,096 have it open',
  target: '10.66.0.0/20',
  ports: '80',
  async build(lab) {
    const { client, router, server } = await routed(lab, ['10.66.0.0/20'])
    await server.listen({ tcp: [80], answer: 'close' })
    await router.loss(20)
    return { client, open: everyHostOf('10.66.0.0', 20, 80), path: await pathTo(router) }
  },
}

export const scenarios: readonly Scenario[] = [
  oneHost,
  firewalledHost,
  network,
  million,
  packetsOneHost,
  packetsFirewalled,
  lossy,
]

function dropAllBut(ports: readonly number[]): string {
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
