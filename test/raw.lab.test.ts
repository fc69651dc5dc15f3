import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair, routed } from '../lab/topologies.ts'
import { portreeve } from './cli-program.ts'
import type { ProbeRequest } from './probe.ts'
import { probeFrom } from './probe-from.ts'
import { byPort, rawWords, truth, truthRuleset } from './truth.ts'

const ports = [{ first: 1000, last: 1011 }]
const web = [{ first: 80, last: 80 }]
/** More than host discovery is left out for. */
const manyPorts = [{ first: 75, last: 84 }]

const rawFrom = (host: Host, request: ProbeRequest) => probeFrom(host, { ...request, engine: 'raw' })

labSuite('raw engine: states equal the ground truth', () => {
  let lab: Lab
  let client: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('rawtruth')
    ;({ client, server } = await pair(lab))
    await server.unlimitIcmp()
    await server.sysctl({ 'net.ipv4.icmp_msgs_per_sec': 100_000, 'net.ipv4.icmp_msgs_burst': 10_000 })
    await server.listen({ tcp: [1000], udp: [1000] })
    await server.nft(truthRuleset)
    await server.address('fe80::99/64')
  })
  afterAll(() => lab.destroy())

  for (const family of [4, 6] as const) {
    for (const transport of ['tcp', 'udp'] as const) {
      it(`on the link, IPv${family}, ${transport}: each state and each reason`, async () => {
        const addresses = [family === 4 ? '10.9.0.2' : 'fd09::2']
        const { seen, end } = await rawFrom(client, { addresses, [transport]: ports, discoverHosts: true })
        expect(byPort(seen)).toEqual(truth(family, transport, rawWords))
        expect(end.unprobed).toEqual({ count: 0, causes: {} })
      })
    }
  }

  it('own addresses, which no packet socket reaches', async () => {
    const addresses = ['10.9.0.2', '127.0.0.1', '::1', 'fd09::2', 'fe80::99%eth0']
    const two = [
      { first: 1000, last: 1000 },
      { first: 1010, last: 1010 },
    ]
    const { seen } = await rawFrom(server, { addresses, tcp: two })
    const expected = addresses.flatMap((address) => [
      `${address} tcp 1000 open syn-ack`,
      `${address} tcp 1010 closed rst`,
    ])
    expect([...seen].sort()).toEqual(expected.sort())
  })

  it('what the firewall of this host refuses has no state, and stops nothing else', async () => {
    await server.nft(`table inet own { chain output { type filter hook output priority 0
      tcp dport 1003 drop
    }
    }`)
    const { seen, end } = await rawFrom(server, { addresses: ['127.0.0.1'], tcp: [{ first: 1000, last: 1003 }] })
    await server.exec('nft', ['delete', 'table', 'inet', 'own'])
    expect(seen).toContain('127.0.0.1 tcp 1000 open syn-ack')
    expect(end.unprobed).toEqual({ count: 1, causes: { EPERM: 1 } })
  })

  it('link-local IPv6 addresses through their zone', async () => {
    const one = [{ first: 1000, last: 1000 }]
    const { seen } = await rawFrom(client, { addresses: ['fe80::99%eth0'], tcp: one })
    expect(seen).toEqual(['fe80::99%eth0 tcp 1000 open syn-ack'])
  })

  it('no route is no state', async () => {
    const { seen, end } = await rawFrom(client, { addresses: ['192.0.2.1', '2001:db8::1'], tcp: ports, udp: ports })
    expect(seen).toEqual([])
    expect(end.unprobed).toEqual({ count: 48, causes: { ENETUNREACH: 48 } })
  })

  it('leaves no half-open connection and no socket of its own behind', async () => {
    await rawFrom(client, { addresses: ['10.9.0.2'], tcp: [{ first: 1000, last: 1000 }] })
    const { stdout } = await server.exec('ss', ['-Hnt', 'state', 'syn-recv'])
    expect(stdout).toBe('')
  })
})

labSuite('raw engine: which hosts are there', () => {
  let lab: Lab
  let client: Host
  let router: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('rawhosts')
    ;({ client, router, server } = await routed(lab, ['10.66.0.0/24']))
    await server.listen({ tcp: [80] })
  })
  afterAll(() => lab.destroy())

  it('on the link by ARP and neighbour discovery, IPv4 and IPv6', async () => {
    const addresses = ['10.8.0.1-10.8.0.254', 'fd08::1-fd08::20']
    const { end } = await rawFrom(client, { addresses, tcp: manyPorts, discoverHosts: true })
    // Client and router have two addresses each.
    expect(end.hostsDown).toBe(254 + 32 - 4)
    expect(end.tallies.reduce((sum, { count }) => sum + count, 0)).toBe(4 * 10)
  })

  const questions = [
    { only: 'an echo', rule: 'meta l4proto { icmp, icmpv6 } accept' },
    { only: 'a SYN to 443', rule: 'tcp dport 443 tcp flags & (syn|ack) == syn accept' },
    { only: 'an ACK to 80', rule: 'tcp dport 80 tcp flags & (syn|ack) == ack accept' },
  ]
  it.each(questions)('behind a router, one that answers nothing but $only', async ({ rule }) => {
    await server.nft(`table inet shy { chain input { type filter hook input priority 0; policy drop
      ${rule}
      tcp dport 79 accept
    }
    }`)
    const { seen, end } = await rawFrom(client, {
      addresses: ['10.9.0.2', '10.66.0.7'],
      tcp: manyPorts,
      discoverHosts: true,
      allStates: false,
    })
    await server.exec('nft', ['delete', 'table', 'inet', 'shy'])
    expect(end.hostsDown).toBe(0)
    expect(seen).toEqual([])
    expect(end.tallies.find(({ state }) => state === 'closed')?.count).toBe(1)
  })

  it('hosts that are not there are left out, and probed all the same when that is asked for', async () => {
    await router.nft(`table ip gone { chain forward { type filter hook forward priority 0
      ip daddr 10.66.0.128/25 drop
    }
    }`)
    const request = { addresses: ['10.66.0.0-10.66.0.255'], tcp: manyPorts, allStates: false }
    const found = await rawFrom(client, { ...request, discoverHosts: true })
    expect(found.end.hostsDown).toBe(128)
    expect(found.seen).toHaveLength(128)
    const all = await rawFrom(client, { ...request, addresses: ['10.66.0.120-10.66.0.135'], discoverHosts: false })
    await router.exec('nft', ['delete', 'table', 'ip', 'gone'])
    expect(all.end.hostsDown ?? 0).toBe(0)
    expect(all.end.tallies.reduce((sum, { count }) => sum + count, 0)).toBe(160)
  })

  it('interrupted while they are looked for, nobody is said to be down', async () => {
    const request = { addresses: ['10.68.0.0-10.68.255.255'], tcp: manyPorts, allStates: false, discoverHosts: true }
    const { end } = await rawFrom(client, { ...request, abortAfterMs: 300 })
    expect(end.hostsDown).toBe(0)
    expect(end.unprobed.causes).toEqual({ interrupted: 655_360 })
  })

  it('with few ports everybody is asked outright', async () => {
    const { end } = await rawFrom(client, { addresses: ['10.9.0.2'], tcp: web, discoverHosts: true })
    expect(end.hostsDown).toBe(0)
  })

  it('a gateway that does not answer is no way', async () => {
    await client.exec('ip', ['route', 'add', '10.67.0.0/24', 'via', '10.8.0.99'])
    const { seen, end } = await rawFrom(client, { addresses: ['10.67.0.1'], tcp: web })
    expect(seen).toEqual([])
    expect(end.unprobed).toEqual({ count: 1, causes: { ENETUNREACH: 1 } })
  })
})

labSuite('raw engine: from the command line', () => {
  let lab: Lab
  let client: Host
  beforeAll(async () => {
    lab = await createLab('rawcli')
    const hosts = await pair(lab)
    client = hosts.client
    await hosts.server.listen({ tcp: [80] })
  })
  afterAll(() => lab.destroy())

  const scan = (...words: string[]) => portreeve(client, ['scan', '10.9.0.2', '-p', '79-81', '--no-service', ...words])

  it('-sS sends SYNs, and --pcap keeps them for tcpdump', async () => {
    const file = join(lab.directory, 'scan.pcap')
    const { code, stdout } = await scan('-sS', '--pcap', file, '-f', 'jsonl')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ port: 80, state: 'open', reason: 'syn-ack' })
    const { stdout: packets } = await client.exec('tcpdump', ['-nr', file, 'tcp and host 10.9.0.2'])
    expect(packets).toMatch(/10\.9\.0\.1\.\d+ > 10\.9\.0\.2\.80: Flags \[S\]/)
    expect(packets).toMatch(/10\.9\.0\.2\.80 > 10\.9\.0\.1\.\d+: Flags \[S\.\]/)
    expect(packets).toMatch(/10\.9\.0\.2\.81 > 10\.9\.0\.1\.\d+: Flags \[R\.\]/)
  })

  it.each([
    [['--pcap', '/nowhere/x.pcap'], /--pcap "\/nowhere\/x\.pcap" cannot be written/],
    [['--pcap', 'x.pcap', '--engine', 'connect'], /--pcap is of packets of our own making/],
    [['--pcap', 'x.pcap', '-sT'], /--pcap is of packets of our own making/],
    [['-sST'], /-sT and -sS contradict each other/],
    [['-sS', '--engine', 'connect'], /--engine connect and -sS contradict each other/],
    [['-sS', '--driver', 'node'], /--driver says how connections are made, and --engine raw makes none/],
    [['--min-recall', '101'], /--min-recall "101" is no share in percent/],
  ])('%j is refused', async (words, message) => {
    const { code, stderr } = await scan(...words)
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })

  it('--dry-run leaves the file of --pcap as it is', async () => {
    const file = join(lab.directory, 'kept.pcap')
    writeFileSync(file, 'packets')
    expect((await scan('--dry-run', '--pcap', file)).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe('packets')
  })

  it('tells how much may have been missed', async () => {
    const { stdout } = await portreeve(client, ['scan', '10.9.0.2', '-p', '80', '-sS', '--no-service', '-f', 'json'])
    expect(JSON.parse(stdout).summary).toMatchObject({
      recall: { lowerBound: 1, confidence: 0.95, found: 1 },
      hostsDown: 0,
    })
  })
})

labSuite('raw engine: hosts that limit their ICMP errors', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('rawicmp')
  })
  afterAll(() => lab.destroy())

  it('say of each closed UDP port that it is closed, when they are asked slowly', async () => {
    const { client, server } = await pair(lab)
    await server.listen({ udp: [1000] })
    // Linux: a burst of six, then one a second (icmp_ratelimit).
    const { seen, end } = await rawFrom(client, { addresses: ['10.9.0.2'], udp: [{ first: 1000, last: 1019 }] })
    const states = Object.values(byPort(seen))
    expect(states.filter((said) => said === 'open udp-reply')).toHaveLength(1)
    expect(states.filter((said) => said === 'closed icmp-port-unreachable')).toHaveLength(19)
    expect(end.notes).toEqual([])
  })
})

labSuite('raw engine: next to nothing is missed', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('rawloss')
  })
  afterAll(() => lab.destroy())

  it('4,096 hosts at 2 % loss each way', async () => {
    const { client, router, server } = await routed(lab, ['10.66.0.0/20'])
    await server.listen({ tcp: [80] })
    await router.loss(20)
    const addresses = ['10.66.0.0-10.66.15.255']
    const { seen, end } = await rawFrom(client, { addresses, tcp: web, retries: 2, allStates: false })
    // The engine stops where it expects a hundredth of a miss (pacing/loss.ts): one in a hundred scans, two in twenty thousand.
    expect(seen.length).toBeGreaterThanOrEqual(4095)
    expect(new Set(seen).size).toBe(seen.length)
    expect(end.unprobed.count).toBe(0)
  })
})
