import { pair } from '../lab/topologies.ts'
import { dropAllBut, pathTo, type Scenario } from './scenario.ts'

export const server = '10.9.0.2'
const sixPorts = [22, 80, 443, 3306, 8080, 51_413]
const fourPorts = [22, 80, 443, 8080]

const openOnServer = (ports: readonly number[]): ReadonlySet<string> =>
  new Set(ports.map((port) => `${server}:${port}`))

/** One server on a cable, with its six ports and maybe rules. */
const sixPortServer =
  (rules?: string): Scenario['build'] =>
  async (lab) => {
    const hosts = await pair(lab)
    await hosts.server.listen({ tcp: sixPorts, answer: 'close' })
    if (rules !== undefined) await hosts.server.nft(rules)
    return { client: hosts.client, open: openOnServer(sixPorts), path: await pathTo(hosts.server) }
  }

export const oneHost: Scenario = {
  name: 'one host, 65,535 ports',
  kind: 'connections',
  goal: 0.8,
  about: '6 open, the rest refused',
  target: server,
  ports: '-',
  build: sixPortServer(),
}

export const firewalledHost: Scenario = {
  name: 'one firewalled host, 65,535 ports',
  kind: 'connections',
  goal: 0.8,
  about: '6 open, the rest dropped',
  target: server,
  ports: '-',
  build: sixPortServer(dropAllBut(sixPorts)),
}

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

export const connectionScenarios: readonly Scenario[] = [oneHost, firewalledHost, network]
