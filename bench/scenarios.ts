import type { Host } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import { pair } from '../lab/topologies.ts'

export interface Scenario {
  readonly name: string
  /** What is measured, for the report. */
  readonly about: string
  readonly target: string
  readonly ports: string
  /** Builds it and says where to run from and what is really open, as `address:port`. */
  build(lab: Lab): Promise<{ readonly client: Host; readonly open: ReadonlySet<string> }>
}

const server = '10.9.0.2'
const sixPorts = [22, 80, 443, 3306, 8080, 51_413]

const openOnServer = (ports: readonly number[]): ReadonlySet<string> =>
  new Set(ports.map((port) => `${server}:${port}`))

const oneHost: Scenario = {
  name: 'one host, 65,535 ports',
  about: '6 open, the rest refused',
  target: server,
  ports: '-',
  async build(lab) {
    const hosts = await pair(lab)
    await hosts.server.listen({ tcp: sixPorts, answer: 'close' })
    return { client: hosts.client, open: openOnServer(sixPorts) }
  },
}

const firewalledHost: Scenario = {
  name: 'one firewalled host, 65,535 ports',
  about: '6 open, the rest dropped',
  target: server,
  ports: '-',
  async build(lab) {
    const hosts = await pair(lab)
    await hosts.server.listen({ tcp: sixPorts, answer: 'close' })
    await hosts.server.nft(dropAllBut(sixPorts))
    return { client: hosts.client, open: openOnServer(sixPorts) }
  },
}

const fourPorts = [22, 80, 443, 8080]

const network: Scenario = {
  name: 'a /24, 1,000 ports',
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

export const scenarios: readonly Scenario[] = [oneHost, firewalledHost, network]

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
