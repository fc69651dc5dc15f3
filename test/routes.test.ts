import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { ipv4Text, ipv6Text } from '../src/lib/address.ts'
import { seededRandom } from '../src/lib/random.ts'
import { programFile } from './programs.ts'

interface Answer {
  readonly id: number
  readonly unreachable?: string
  readonly kind?: string
  readonly dev?: string
  readonly layer?: string
  readonly fixed?: boolean
  readonly prefsrc?: string
  readonly gateway?: string
  readonly mtu?: number
}

/** What the router says about each address, from inside of the host. */
async function routesOf(host: Host, addresses: readonly string[]): Promise<Record<string, Answer>> {
  const { stdout, stderr } = await host.node(programFile('routes-of'), [], { input: addresses.join('\n') })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

interface KernelRoute {
  readonly type?: string
  readonly dev: string
  readonly prefsrc?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
}

/** The error of `ip route get` to ours. */
const refusals = [
  [/Network is unreachable/, 'no-route'],
  [/No route to host/, 'unreachable'],
  [/Permission denied/, 'prohibited'],
  [/Invalid argument/, 'blackhole'],
] as const

const separator = '-----'

/** What `ip route get` says about each address: one shell runs it for all of them. */
async function kernelRoutes(host: Host, addresses: readonly string[], words = ''): Promise<Map<string, object>> {
  const script = addresses.map((address) => {
    const [bare = '', zone] = address.split('%')
    return `ip -j ${bare.includes(':') ? '-6' : '-4'} route get ${bare} ${zone === undefined ? '' : `dev ${zone}`} ${words} 2>&1; echo ${separator}`
  })
  const { stdout } = await host.exec('sh', [], { input: script.join('\n') })
  const answers = stdout.split(`${separator}\n`)
  return new Map(addresses.map((address, i) => [address, inOurWords(answers[i] ?? '', address)]))
}

function inOurWords(answer: string, address: string): object {
  const refusal = refusals.find(([pattern]) => pattern.test(answer))
  if (refusal !== undefined) return { unreachable: refusal[1] }
  const [route] = JSON.parse(answer) as [KernelRoute]
  if (route.type === 'broadcast' || route.type === 'multicast') return { unreachable: route.type }
  const gateway = route.gateway ?? route.via?.host
  const own = route.type === 'local' || route.type === 'anycast'
  return {
    kind: own ? 'own' : gateway === undefined ? 'on-link' : 'gateway',
    dev: route.dev,
    prefsrc: route.prefsrc ?? (own ? address : undefined),
    ...(gateway === undefined ? {} : { gateway }),
  }
}

/** Ours, without what `ip route get` does not tell. */
function comparable({ id, layer, fixed, mtu, ...rest }: Answer): object {
  return rest
}

async function expectKernelRoutes(host: Host, addresses: readonly string[]): Promise<Record<string, Answer>> {
  const ours = await routesOf(host, addresses)
  const kernels = await kernelRoutes(host, addresses)
  const compared = Object.entries(ours).map(([address, answer]) => [address, comparable(answer)])
  expect(Object.fromEntries(compared)).toEqual(Object.fromEntries(kernels))
  return ours
}

/** Addresses within a network, chosen by chance with a fixed seed. */
function within(network: string, count: number): string[] {
  const [base = '', bits = ''] = network.split('/')
  const random = seededRandom(count)
  const keep = Number(bits)
  if (!base.includes(':')) {
    const first = base.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
    const size = 2 ** (32 - keep)
    return Array.from({ length: count }, () => ipv4Text(first + Math.floor((random() / 2 ** 32) * size)))
  }
  const start = base
    .replace(/::$/, '')
    .split(':')
    .map((group) => Number.parseInt(group, 16))
  return Array.from({ length: count }, () => {
    const groups = Array.from({ length: 8 }, (_, i) => (i * 16 < keep ? (start[i] ?? 0) : random() & 0xffff))
    return ipv6Text(Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255])))
  })
}

/** Whether the host's kernel can make that; with reason why not. */
async function missing(host: Host, commands: string): Promise<string | undefined> {
  try {
    await host.ip(commands)
    return undefined
  } catch (error) {
    return `the kernel refuses "${commands}": ${String(error).split('\n')[1]}`
  }
}

labSuite('routes as the kernel would', () => {
  let lab: Lab
  let host: Host
  beforeAll(async () => {
    lab = await createLab('routes')
    host = await lab.host('a')
    const peer = await lab.host('b')
    await lab.link(host, peer, { a: ['192.0.2.1/24', 'fd00::1/64', '2001:db8:1::1/64'] })
    await lab.link(host, peer, { a: ['198.51.100.1/25', '198.51.100.3/25', 'fd01::1/64', '2002:1::1/64'] })
    await lab.link(host, peer, { a: ['10.77.0.1/31', 'fd02::1/127'] })
    await host.ip(
      [
        'route add default via 192.0.2.254',
        'route add default via 198.51.100.126 metric 500',
        'route add 10.0.0.0/8 via 198.51.100.9',
        'route add 10.1.0.0/16 via 192.0.2.9',
        'route add 10.1.2.0/24 via 198.51.100.9 metric 20',
        'route add 10.1.2.0/24 via 192.0.2.8 metric 10 mtu 1400',
        'route add 10.1.2.128/26 dev eth1 src 198.51.100.3',
        'route add 10.1.2.130/32 via 10.77.0.0 dev eth2',
        'route add blackhole 10.2.0.0/16',
        'route add unreachable 10.3.0.0/16',
        'route add prohibit 10.4.0.0/16',
        'route add throw 10.5.0.0/16',
        'route add local 10.6.0.0/16 dev lo',
        'route add 10.7.0.0/16 via inet6 fd00::99 dev eth0',
        'route add 10.8.0.0/16 via 203.0.113.1 dev eth1 onlink',
        'route add ::/0 via fd00::fe',
        'route add 2001:db8:2::/48 via fd01::9',
        'route add 2001:db8:2:3::/64 via fd00::9',
        'route add fd05::/16 via fd02:: src fd01::1',
        'route add blackhole 2001:db8:4::/48',
        'route add unreachable 2001:db8:5::/48',
        'route add prohibit 2001:db8:6::/48',
        'route add local 2001:db8:7::/48 dev lo',
      ].join('\n'),
    )
  })
  afterAll(() => lab.destroy())

  const ipv4Networks = [
    '0.0.0.0/0',
    '0.0.0.0/8',
    '127.0.0.0/8',
    '192.0.2.0/24',
    '198.51.100.0/24',
    '10.0.0.0/8',
    '10.0.0.0/12',
    '10.1.0.0/16',
    '10.1.2.0/24',
    '10.1.2.128/25',
    '10.77.0.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ]
  const ipv4Edges = [
    '0.0.0.0',
    '0.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '192.0.2.0',
    '192.0.2.255',
    '192.0.2.254',
    '198.51.100.3',
    '198.51.100.127',
    '198.51.100.128',
    '10.1.2.127',
    '10.1.2.128',
    '10.1.2.130',
    '10.1.2.191',
    '10.1.2.192',
    '10.6.0.0',
    '10.6.255.255',
    '10.77.0.0',
    '10.77.0.1',
    '223.255.255.255',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.0',
    '127.0.0.1',
    '127.1.2.3',
    '128.0.0.0',
  ]
  const ipv6Networks = [
    '2000::/3',
    'fc00::/7',
    'fd00::/16',
    'fd00::/64',
    'fd01::/64',
    'fd02::/127',
    'fd05::/16',
    '2001:db8::/32',
    '2001:db8:1::/64',
    '2001:db8:2::/48',
    '2001:db8:2:3::/64',
    '2001:db8:4::/48',
    '2001:db8:5::/48',
    '2001:db8:6::/48',
    '2001:db8:7::/48',
    '2002::/16',
    '2001::/32',
    '3ffe::/16',
    'ff00::/8',
    'fec0::/10',
    '8000::/1',
  ]
  const ipv6Edges = [
    '::1',
    'fd00::1',
    'fd00::',
    'fd02::',
    'fd02::1',
    '2001:db8:7::',
    '2001:db8:1::1',
    'ff02::1',
    '64:ff9b::1',
    '4000::',
    '2002:1::1',
  ]

  it('says what `ip route get` says, for IPv4', async () => {
    const addresses = [...ipv4Edges, ...ipv4Networks.flatMap((network) => within(network, 40))]
    const ours = await expectKernelRoutes(host, addresses)
    const ids = new Set(Object.values(ours).map(({ id }) => id))
    expect(ids.size).toBeLessThan(30)
    expect(ours['10.6.0.0']).toMatchObject({ kind: 'own', prefsrc: '10.6.0.0' })
    expect(ours['10.77.0.0']).toMatchObject({ kind: 'on-link' })
  })

  it('says what `ip route get` says, for IPv6, source addresses included', async () => {
    await expectKernelRoutes(host, [...ipv6Edges, ...ipv6Networks.flatMap((network) => within(network, 40))])
  })

  it('knows the mtu that a route sets', async () => {
    const ours = await routesOf(host, ['10.1.2.1', '10.1.3.1', '127.0.0.1'])
    expect(Object.values(ours).map(({ mtu }) => mtu)).toEqual([1400, 1500, 65_536])
  })

  it('sends to a link-local address by its zone, and to none without', async () => {
    const zones = ['eth0', 'eth1', 'eth2', 'lo']
    const addresses = zones.flatMap((zone) => within('fe80::/64', 5).map((address) => `${address}%${zone}`))
    const ours = await expectKernelRoutes(host, addresses)
    expect(ours[addresses[0]!]).toMatchObject({ kind: 'on-link', dev: 'eth0' })
    expect(await routesOf(host, ['fe80::9'])).toMatchObject({ 'fe80::9': { unreachable: 'needs-zone' } })
  })

  it('is an Ethernet link with neighbours to ask, or it is not', async () => {
    await host.ip('tuntap add dev noarp mode tap\nlink set noarp arp off up\naddr add 10.90.0.1/24 dev noarp')
    const ours = await expectKernelRoutes(host, ['10.90.0.7', '192.0.2.7', '127.0.0.9'])
    expect(ours).toMatchObject({
      '10.90.0.7': { layer: 'ethernet', fixed: true },
      '192.0.2.7': { layer: 'ethernet', fixed: false },
      '127.0.0.9': { layer: 'ip' },
    })
  })

  it('follows policy rules by destination and by source, whenever they are added', async () => {
    const ruled = await lab.host('ruled')
    const peer = await lab.host('peer')
    await lab.link(ruled, peer, { a: ['192.0.2.1/24', 'fd00::1/64'] })
    await lab.link(ruled, peer, { a: ['198.51.100.1/24', 'fd01::1/64'] })
    await ruled.ip(
      [
        'route add default via 192.0.2.254',
        'route add ::/0 via fd00::fe',
        'route add default via 198.51.100.254 table 7',
        'route add 10.9.9.0/25 via 198.51.100.253 table 7',
        'route add ::/0 via fd01::fe table 7',
        'route add local 10.6.0.0/16 dev lo',
        'route add 10.6.1.0/24 via 192.0.2.9',
        'rule add to 10.9.0.0/16 lookup 7',
        'rule add to 10.8.0.0/16 prohibit',
      ].join('\n'),
    )
    await ruled.exec('ip', ['-6', 'rule', 'add', 'to', 'fd77::/16', 'lookup', '7'])
    await ruled.exec('ip', ['-6', 'rule', 'add', 'to', 'fd78::/16', 'unreachable'])
    const four = ['10.9.0.0/16', '10.9.9.0/24', '10.8.0.0/15', '10.0.0.0/12', '10.6.0.0/23', '0.0.0.0/0']
    const six = ['fd77::/16', 'fd78::/16', 'fc00::/7', '2000::/3']
    await expectKernelRoutes(
      ruled,
      [...four, ...six].flatMap((network) => within(network, 20)),
    )

    await ruled.ip('rule add from 192.0.2.1 to 172.16.0.0/12 lookup 7')
    const addresses = within('172.16.0.0/12', 5)
    const ours = await routesOf(ruled, addresses)
    const kernels = await kernelRoutes(ruled, addresses, 'from 192.0.2.1')
    for (const address of addresses) {
      expect(kernels.get(address)).toMatchObject({ gateway: '198.51.100.254' })
      expect(ours[address]).toMatchObject({ gateway: '198.51.100.254', prefsrc: '192.0.2.1' })
    }
  })

  it('takes the several ways of one route by turns, and one for each /24', async () => {
    const several = await lab.host('several')
    const peer = await lab.host('gateways')
    await lab.link(several, peer, { a: ['192.0.2.1/24', 'fd00::1/64'] })
    await several.ip(
      [
        'route add default nexthop via 192.0.2.7 nexthop via 192.0.2.8',
        'route add ::/0 nexthop via fd00::7 nexthop via fd00::8',
        'route add 10.0.0.0/8 via 192.0.2.9',
      ].join('\n'),
    )
    const firsts = [...within('0.0.0.0/0', 30), ...within('2000::/3', 30), ...within('10.0.0.0/8', 10)]
    await expectKernelRoutes(several, firsts)
    const block = within('203.0.113.0/24', 20)
    const ids = Object.values(await routesOf(several, block)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
    const far = await routesOf(several, within('172.16.0.0/12', 40))
    expect(new Set(Object.values(far).map(({ gateway }) => gateway))).toEqual(new Set(['192.0.2.7', '192.0.2.8']))
  })

  it('says so where there is no route, no address or no interface', async () => {
    const alone = await lab.host('alone')
    await alone.ip('link set lo down\ntuntap add dev tap0 mode tap\nlink set tap0 up\nroute add 10.0.0.0/8 dev tap0')
    expect(await routesOf(alone, ['203.0.113.1', '10.1.2.3', '2001:db8::1', 'fe80::1%lo'])).toMatchObject({
      '203.0.113.1': { unreachable: 'no-route' },
      '10.1.2.3': { unreachable: 'no-source' },
      '2001:db8::1': { unreachable: 'no-route' },
      'fe80::1%lo': { unreachable: 'no-route' },
    })
  })

  describe('links that begin with the IP header', () => {
    it.for([
      ['tun', 'tuntap add dev tun0 mode tun', 'tun0'],
      ['ipip', 'tunnel add ipip0 mode ipip local 192.0.2.1 remote 192.0.2.2', 'ipip0'],
      ['sit', 'tunnel add sit1 mode sit local 192.0.2.1 remote 192.0.2.2', 'sit1'],
      ['gre', 'tunnel add gre1 mode gre local 192.0.2.1 remote 192.0.2.2', 'gre1'],
      ['wireguard', 'link add wg0 type wireguard', 'wg0'],
    ] as const)('%s', async ([kind, command, device], ctx) => {
      const lacks = await missing(host, command)
      if (lacks !== undefined) return ctx.skip(`no ${kind} module: ${lacks}`)
      await host.ip(
        `link set ${device} up\naddr add 10.91.0.1 peer 10.91.0.2/32 dev ${device}\nroute add 10.92.0.0/16 dev ${device}`,
      )
      const ours = await expectKernelRoutes(host, ['10.91.0.2', '10.91.0.1', '10.92.3.4'])
      expect(ours['10.92.3.4']).toMatchObject({ kind: 'on-link', dev: device, layer: 'ip' })
      await host.ip(`link delete ${device}`)
    })
  })
})
