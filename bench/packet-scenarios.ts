import { pair, routed } from '../lab/topologies.ts'
import { firewalledHost, oneHost, server } from './connection-scenarios.ts'
import { openOnAll, pathTo, type Scenario } from './scenario.ts'

/** zmap takes one port a run, and both need more than 30 s a round. */
const notOneHost: Scenario['without'] = [{ tool: 'zmap' }, { tool: 'masscan' }]

const packetsOneHost: Scenario = {
  ...oneHost,
  name: 'SYN scan of one host, 65,535 ports',
  kind: 'packets',
  goal: 0.7,
  without: notOneHost,
}

const packetsFirewalled: Scenario = {
  ...firewalledHost,
  name: 'SYN scan of one firewalled host, 65,535 ports',
  kind: 'packets',
  goal: 0.5,
  against: 'nmap -sS -T5 --min-rate',
  without: notOneHost,
}

const million = 2 ** 20
export const ipv4Million = 'SYN scan of 10.16.0.0/12, 1 port'
export const ipv6Million = 'SYN scan of fd10::/108, 1 port'

const manyHosts: Scenario = {
  name: ipv4Million,
  kind: 'packets',
  goal: 1 / 1.6,
  // The faster of those that can do it at all, whatever it misses.
  against: 'zmap',
  mostMegabytes: 200,
  rounds: { max: 5 },
  once: ['masscan'],
  // nmap takes hours; masscan's own pace is 100 packets/s.
  without: [{ tool: 'nmap' }, { tool: 'masscan', pace: 'default' }],
  about: 'all 1,048,576 hosts have it open, on a direct link',
  target: '10.16.0.0/12',
  ports: '80',
  async build(lab) {
    const { client, server: host } = await pair(lab)
    await host.anyip('10.16.0.0/12')
    await client.route('10.16.0.0/12', server)
    await host.listen({ tcp: [80], answer: 'close' })
    return { client, open: openOnAll('10.16.0.0', million, 80), path: await pathTo(host) }
  },
}

const { against: _, ...likeManyHosts } = manyHosts

const manyHosts6: Scenario = {
  ...likeManyHosts,
  name: ipv6Million,
  // It is there to be held against the row of IPv4, where the rivals are. zmap knows no ranges of IPv6.
  without: [{ tool: 'nmap' }, { tool: 'zmap' }, { tool: 'masscan' }],
  rounds: { max: 3, default: 0 },
  target: 'fd10::/108',
  async build(lab) {
    const { client, server: host } = await pair(lab)
    await host.anyip('fd10::/108')
    await client.route('fd10::/108', 'fd09::2')
    await host.listen({ tcp: [80], answer: 'close' })
    return { client, open: openOnAll6(), path: await pathTo(host) }
  },
}

/** The addresses of fd10::/108 with port 80, as RFC 5952 writes them. */
function openOnAll6(): ReadonlySet<string> {
  const text = (i: number): string => {
    const [high, low] = [i >>> 16, i & 0xffff]
    if (high > 0) return `fd10::${high.toString(16)}:${low.toString(16)}`
    return low > 0 ? `fd10::${low.toString(16)}` : 'fd10::'
  }
  return new Set(Array.from({ length: million }, (_, i) => `${text(i)}:80`))
}

const lossy: Scenario = {
  name: 'SYN scan of 4,096 hosts at 2 % loss, 1 port',
  kind: 'packets',
  goal: 1.5,
  against: 'nmap -sS -T4',
  rounds: { max: 10 },
  about: '2 % of the packets lost each way, all 4,096 have it open',
  target: '10.66.0.0/20',
  ports: '80',
  async build(lab) {
    const hosts = await routed(lab, ['10.66.0.0/20'])
    await hosts.server.listen({ tcp: [80], answer: 'close' })
    await hosts.router.loss(20)
    return { client: hosts.client, open: openOnAll('10.66.0.0', 4096, 80), path: await pathTo(hosts.router) }
  },
}

const neighbours: Scenario = {
  name: 'SYN scan of a /24 of 64 hosts, 1,000 ports',
  kind: 'packets',
  goal: 0.7,
  against: 'nmap -sS -T4',
  // They send all to one hardware address.
  without: [{ tool: 'zmap' }, { tool: 'masscan' }],
  discover: true,
  about: '64 hosts on the link, each with its own hardware address and 2 ports open; 191 addresses of nobody',
  target: '10.55.0.0/24',
  ports: '22,80,10000-10997',
  async build(lab) {
    const client = await lab.host('client')
    const members = await Promise.all(Array.from({ length: 64 }, (_, i) => lab.host(`h${i}`)))
    const addresses = members.map((_, i) => `10.55.0.${1 + i * 3}`)
    const cables = members.map((host, i) => [host, `${addresses[i]}/24`] as const)
    await lab.bridge([[client, '10.55.0.254/24'], ...cables])
    await Promise.all(members.map((host) => host.listen({ tcp: [22, 80], answer: 'close' })))
    return { client, open: new Set(addresses.flatMap((address) => [`${address}:22`, `${address}:80`])) }
  },
}

const udpPorts = 1000

const udp: Scenario = {
  name: 'UDP scan of one host, 1,000 ports',
  kind: 'packets',
  transport: 'udp',
  goal: 1,
  // Linux tells one peer of one closed port a second (icmp_ratelimit, icmp(7)).
  mostSeconds: 1.05 * udpPorts,
  rounds: { max: 1, default: 0 },
  without: [{ tool: 'zmap' }, { tool: 'masscan' }, { tool: 'nmap -sU -T5' }],
  about: '2 open, the rest closed, at Linux’s own limit of ICMP errors',
  target: server,
  ports: '53,10000-10998',
  async build(lab) {
    const hosts = await pair(lab)
    await hosts.server.listen({ udp: [53, 10_100] })
    return { client: hosts.client, open: new Set([`${server}:53`, `${server}:10100`]) }
  },
}

export const packetScenarios: readonly Scenario[] = [
  packetsOneHost,
  packetsFirewalled,
  manyHosts,
  manyHosts6,
  lossy,
  neighbours,
  udp,
]
