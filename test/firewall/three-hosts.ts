import type { Host } from '../../lab/host.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Machine } from '../../src/firewall/packet.ts'
import type { Ruleset } from '../../src/firewall/ruleset.ts'
import { parseAddress } from '../../src/lib/address.ts'
import { decodeRuleset } from '../../src/local/firewalls/nft-ruleset.ts'
import { ruleTexts } from '../../src/local/firewalls/rule-texts.ts'
import { withIptables } from '../../src/local/firewalls/with-iptables.ts'

/** Addresses by family: who asks, the machine with the rules, and what is behind it. */
export const client = { 4: ['10.8.0.2', '10.8.0.101'], 6: ['fd08::2', 'fd08::101'] } as const
export const machine = { 4: '10.8.0.1', 6: 'fd08::1' } as const
export const container = { 4: '172.17.0.2', 6: 'fd17::2' } as const

export interface ThreeHosts {
  readonly client: Host
  readonly machine: Host
}

/** A client, a machine whose eth0 leads to it, and a container behind the machine's docker0, which never says a word. */
export async function threeHosts(lab: Lab): Promise<ThreeHosts> {
  const hosts = { client: await lab.host('client'), machine: await lab.router('machine') }
  const silent = await lab.host('container')
  // Nothing is said but what the questions lead to.
  for (const host of [hosts.client, silent]) await host.sysctl({ 'net.ipv6.conf.default.router_solicitations': 0 })
  await lab.link(hosts.client, hosts.machine, {
    a: [...client[4].map((each) => `${each}/24`), ...client[6].map((each) => `${each}/64`)],
    b: [`${machine[4]}/24`, `${machine[6]}/64`],
  })
  const { a } = await lab.link(hosts.machine, silent)
  await hosts.machine.ip(`link set ${a} down\nlink set ${a} name docker0\nlink set docker0 up`)
  for (const address of ['172.17.0.1/16', 'fd17::1/64']) await hosts.machine.address(address, 'docker0')
  for (const address of ['172.17.0.2/16', 'fd17::2/64']) await silent.address(address)
  await silent.nft(
    'add table inet silence\nadd chain inet silence input { type filter hook input priority 0; policy drop; }',
  )
  for (const gateway of [machine[4], machine[6]]) await hosts.client.route('default', gateway)
  // Rulesets that drop neighbour advertisements would keep the questions from being sent.
  await knows(hosts.client, 'eth0', [machine[6]], await hosts.machine.mac())
  await knows(hosts.machine, 'eth0', client[6], await hosts.client.mac())
  await knows(hosts.machine, 'docker0', [container[6]], await silent.mac())
  return hosts
}

async function knows(host: Host, device: string, addresses: readonly string[], mac: string): Promise<void> {
  await host.ip(addresses.map((each) => `neigh replace ${each} lladdr ${mac} dev ${device} nud permanent`).join('\n'))
}

const value = (text: string) => parseAddress(text)!.value
const own = new Set(['10.8.0.1', 'fd08::1', '172.17.0.1', 'fd17::1', '127.0.0.1', '::1'].map(value))
const networks = [
  { prefix: value('10.8.0.0') >> 8n, bits: 8n, device: 'eth0' },
  { prefix: value('172.17.0.0') >> 16n, bits: 16n, device: 'docker0' },
  { prefix: value('fd08::') >> 64n, bits: 64n, device: 'eth0' },
  { prefix: value('fd17::') >> 64n, bits: 64n, device: 'docker0' },
]
const deviceTo = (address: bigint) => networks.find(({ prefix, bits }) => address >> bits === prefix)?.device ?? null

/** What the evaluator knows of the machine in the middle. */
export const machineFacts: Machine = {
  isOwn: (_, address) => own.has(address),
  forwards: () => true,
  egressTo: (_, address) => deviceTo(address),
  addressOf: (device, family) => value(device === 'eth0' ? machine[family] : family === 4 ? '172.17.0.1' : 'fd17::1'),
  acceptsFrom: (ingress, _, source) => deviceTo(source) === ingress,
  leadsBack: (ingress, _, source) => deviceTo(source) === ingress,
  looksAtDestination: () => false,
  routesLoopback: () => false,
  isBroadcast: (address) => address === value('10.8.0.255') || address === value('172.17.255.255'),
  below: () => [],
  takenBefore: () => null,
  takenAfter: () => null,
}

/** All rules of a host, as `nft`, both kinds of `iptables-save` and `ipset` tell them. */
export async function readAll(host: Host): Promise<Ruleset> {
  const ask = async (program: string, words: readonly string[] = []) => (await host.exec(program, words)).stdout
  const ruleset = decodeRuleset(
    await ask('nft', ['-j', 'list', 'ruleset']),
    ruleTexts(await ask('nft', ['-a', 'list', 'ruleset'])),
  )
  return withIptables(ruleset, {
    nft: { 4: await ask('iptables-nft-save'), 6: await ask('ip6tables-nft-save') },
    legacy: { 4: await ask('iptables-legacy-save'), 6: await ask('ip6tables-legacy-save') },
    sets: await ask('ipset', ['save']),
  })
}
