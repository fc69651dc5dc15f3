// Contract suite of src/probe/techniques on real hosts: what each says of ports behind real firewalls.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair, routed } from '../lab/topologies.ts'
import { mainFile, portreeve } from './cli-program.ts'
import { probeFrom } from './probe-from.ts'

/** What a router does with packets to ports of the server, where services are on all but the last. */
const filters = `table inet filters { chain forward { type filter hook forward priority 0
  tcp dport 1001 tcp flags & (syn|ack) == syn drop
  tcp dport 1002 ct state new,invalid drop
  meta l4proto { tcp, udp } th dport 1003 drop
  tcp dport 1004 reject with tcp reset
  meta l4proto { tcp, udp } th dport 1005 reject with icmpx port-unreachable
  meta l4proto { tcp, udp } th dport 1006 reject with icmpx host-unreachable
  meta l4proto { tcp, udp } th dport 1007 reject with icmpx no-route
  meta l4proto { tcp, udp } th dport 1008 reject with icmpx admin-prohibited
}
}`
const services = [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008]
const ports = [{ first: 1000, last: 1009 }]

const refusedByIcmp = {
  1006: 'filtered icmp-host-unreachable',
  1007: 'filtered icmp-net-unreachable',
  1008: 'filtered icmp-admin-prohibited',
}
const truth = {
  syn: {
    1000: 'open syn-ack',
    1001: 'filtered no-response',
    1002: 'filtered no-response',
    1003: 'filtered no-response',
    1004: 'closed rst',
    1005: 'filtered icmp-port-unreachable',
    ...refusedByIcmp,
    1009: 'closed rst',
  },
  ack: {
    1000: 'unfiltered rst',
    // A filter that looks at SYNs alone lets it through; one that knows connections does not.
    1001: 'unfiltered rst',
    1002: 'filtered no-response',
    1003: 'filtered no-response',
    // Nobody could tell this from the host's own.
    1004: 'unfiltered rst',
    1005: 'filtered icmp-port-unreachable',
    ...refusedByIcmp,
    1009: 'unfiltered rst',
  },
  udp: {
    1000: 'open udp-reply',
    1001: 'open udp-reply',
    1002: 'open udp-reply',
    1003: 'open|filtered no-response',
    1004: 'open udp-reply',
    1005: 'filtered icmp-other',
    ...refusedByIcmp,
    1009: 'closed icmp-port-unreachable',
  },
} as const

labSuite('techniques: states equal the ground truth', () => {
  let lab: Lab
  let client: Host
  let server: Host
  beforeAll(async () => {
    lab = await createLab('technique')
    const hosts = await routed(lab)
    ;({ client, server } = hosts)
    for (const host of [hosts.router, server]) await host.unlimitIcmp()
    await hosts.router.nft(filters)
    await server.listen({ tcp: services, udp: services })
  })
  afterAll(() => lab.destroy())

  const addresses = { 4: '10.9.0.2', 6: 'fd09::2' } as const
  describe.each(['syn', 'ack', 'udp'] as const)('%s', (technique) => {
    it.each([4, 6] as const)('behind a router with filters, IPv%d', async (family) => {
      const transport = technique === 'udp' ? 'udp' : 'tcp'
      const { seen, end } = await probeFrom(client, {
        engine: 'raw',
        technique,
        addresses: [addresses[family]],
        [transport]: ports,
        discoverHosts: true,
      })
      const expected = Object.entries(truth[technique]).map(
        ([port, state]) => `${addresses[family]} ${transport} ${port} ${state}`,
      )
      expect([...seen].sort()).toEqual(expected)
      expect(end.unprobed).toEqual({ count: 0, causes: {} })
    })
  })

  it('ACK: own addresses, and a firewall of the host itself', async () => {
    const own = await probeFrom(server, {
      engine: 'raw',
      technique: 'ack',
      addresses: ['127.0.0.1', '::1'],
      tcp: [{ first: 1000, last: 1000 }],
    })
    expect([...own.seen].sort()).toEqual(['127.0.0.1 tcp 1000 unfiltered rst', '::1 tcp 1000 unfiltered rst'])
    await server.nft(`table inet own { chain input { type filter hook input priority 0; policy accept
      ct state established,related accept
      tcp dport 1009 accept
      ct state new,invalid tcp dport 1000-1009 drop
    }
    }`)
    const { seen } = await probeFrom(client, {
      engine: 'raw',
      technique: 'ack',
      addresses: Object.values(addresses),
      tcp: [
        { first: 1000, last: 1000 },
        { first: 1009, last: 1009 },
      ],
    })
    await server.exec('nft', ['delete', 'table', 'inet', 'own'])
    expect([...seen].sort()).toEqual(
      Object.values(addresses).flatMap((address) => [
        `${address} tcp 1000 filtered no-response`,
        `${address} tcp 1009 unfiltered rst`,
      ]),
    )
  })
})

labSuite('the command line: -sA', () => {
  let lab: Lab
  let client: Host
  beforeAll(async () => {
    lab = await createLab('ackcli')
    const hosts = await pair(lab)
    client = hosts.client
    await hosts.server.listen({ tcp: [80] })
    await hosts.server.block({ tcp: { 82: 'drop' } })
  })
  afterAll(() => lab.destroy())

  const scan = (...words: string[]) => portreeve(client, ['scan', '10.9.0.2', '-p', '80-82', '--no-service', ...words])

  test('lists what is unfiltered, counts the rest, and says what that means', async () => {
    const { code, stdout } = await scan('-sA', '-f', 'json', '--fail-on', 'normal')
    const { records, summary } = JSON.parse(stdout)
    expect(code).toBe(0)
    expect([...records].sort((a, b) => a.port - b.port)).toMatchObject([
      { port: 80, state: 'unfiltered', reason: 'rst', advice: null },
      { port: 81, state: 'unfiltered', reason: 'rst' },
    ])
    expect(summary).toMatchObject({
      engine: 'raw',
      technique: 'ack',
      byState: { open: 0, closed: 0, filtered: 1, unfiltered: 2 },
      byCategory: { normal: 0, other: 0, administrative: 0, risky: 0 },
      recall: { found: 2 },
      pseudoServices: [],
    })
    expect(summary.notes).toContainEqual(expect.stringMatching(/unfiltered ones are open or closed/))
  })

  test("is nmap's ack in XML, and reads well in a table", async () => {
    const { stdout: xml } = await scan('-sA', '-oX', '-')
    expect(xml).toContain('<scaninfo type="ack" protocol="tcp"')
    expect(xml).toMatch(/<port protocol="tcp" portid="80"><state state="unfiltered" reason="reset"/)
    const { stdout: table } = await scan('-sA')
    expect(table).toMatch(/80\/tcp .*unfiltered \(rst\)/)
    expect(table).toContain('2 unfiltered')
    expect(table).not.toContain('nothing open')
    const { stdout: silent } = await portreeve(client, ['scan', '10.9.0.2', '-p', '82', '-sA'])
    expect(silent).toContain('nothing unfiltered (1 filtered)')
  })

  test.each([
    [['-sAS'], /-sA and -sS contradict each other/],
    [['-sA', '-sU'], /-sA and -sU contradict each other/],
    [['-sTA'], /-sT and -sA contradict each other/],
    [['-sA', '--engine', 'connect'], /--engine connect and -sA contradict each other/],
    [['-sA', '--driver', 'node'], /--driver says how connections are made/],
    [['--technique', 'xmas'], /--technique "xmas" is none of ack, syn$/],
    [['--technique', 'udp'], /--technique "udp" is none of ack, syn$/],
  ])('%j is refused in one line', async (words, message) => {
    const { code, stdout, stderr } = await scan(...words)
    expect([code, stdout, stderr.trimEnd()]).toEqual([2, '', expect.stringMatching(message)])
    expect(stderr.split('\n')).toHaveLength(2)
  })

  test('is refused in one line where packets may not be sent', async () => {
    const without = ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
    const words = [...without, process.execPath, mainFile, 'scan', '10.9.0.2', '-p', '80', '-sA']
    const env = { HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' }
    const { code, stdout, stderr } = await client.exec('setpriv', words, { anyExit: true, env })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^portreeve: --technique ack \(-sA\) needs the right to open packet sockets[^\n]*\n$/)
  })
})
