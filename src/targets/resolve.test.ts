import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { EndpointIndex } from './endpoint-index.ts'
import { type FakeMachine, fakeEnvironment } from './fake-environment.ts'
import { PermutedIndices } from './permuted-indices.ts'
import type { PortKnowledge } from './port-knowledge.ts'
import { type ResolvedTargets, resolveTargets, type TargetRequest } from './resolve.ts'
import type { EndpointSlot } from './types.ts'

const knowledge: PortKnowledge = {
  topPorts: (_, n) => Array.from({ length: n }, (_, i) => i + 1),
  portsByName: () => [],
  portsInCategory: () => [],
  wordsLike: () => [],
}

const network = (address: string, scopeid = 0) => ({
  address,
  netmask: '',
  mac: '',
  internal: false,
  cidr: null,
  ...(address.includes(':') ? { family: 'IPv6' as const, scopeid } : { family: 'IPv4' as const }),
})

const machine: FakeMachine = {
  names: {
    'two.example': ['10.0.0.1', '10.0.0.2', '2001:db8::1'],
    'also.example': ['10.0.0.1'],
    'link.example': ['fe80::9'],
    'mapped.example': ['::ffff:10.66.0.1'],
  },
  files: {
    'hosts.txt': '10.0.0.1\n10.0.0.7 # twice\n10.0.0.300\n',
    'good.txt': '10.0.0.1 10.0.0.7\n',
    'no.txt': '10.0.0.7',
  },
  interfaces: {
    lo: [network('127.0.0.1'), network('::1')] as never,
    eth0: [network('192.168.1.5'), network('fe80::5', 2)] as never,
  },
} as FakeMachine

function resolve(words: readonly string[], more: Partial<TargetRequest> = {}): Promise<ResolvedTargets> {
  const request = {
    words,
    files: [],
    exclude: [],
    excludeFiles: [],
    ports: '80',
    transports: { tcp: false, udp: false },
    defaultExcludes: true,
    knowledge,
    ...more,
  }
  return resolveTargets(request, fakeEnvironment(machine))
}

/** Every address and port, found the way a scan finds them: through permutation and index, over three shards. */
function walk({ space }: ResolvedTargets): string[] {
  const index = new EndpointIndex(space)
  const slot: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
  const seen: string[] = []
  for (let shard = 0; shard < 3; shard++) {
    const indices = new PermutedIndices(index.size, 5, { index: shard, count: 3 })
    for (let i = indices.next(); i !== -1; i = indices.next()) {
      index.at(i, slot)
      seen.push(`${index.addressText(slot.addressIndex)} ${slot.transport}/${slot.port}`)
    }
  }
  return seen.sort()
}

const hosts = (resolved: ResolvedTargets) => walk(resolved).map((endpoint) => endpoint.split(' ')[0])

describe('resolveTargets', () => {
  it('probes what is named twice once, and excludes never, over all shards', async () => {
    const resolved = await resolve(['10.0.0.0/29', '10.0.0.4-9', '::ffff:10.0.0.3'], {
      ports: '22,80,T:80,U:53',
      exclude: ['10.0.0.2', '10.0.0.8/31'],
      excludeFiles: ['no.txt'],
    })
    const left = [0, 1, 3, 4, 5, 6].map((last) => `10.0.0.${last}`)
    expect(walk(resolved)).toEqual(
      left.flatMap((host) => [`${host} tcp/22`, `${host} tcp/80`, `${host} udp/53`]).sort(),
    )
    expect(resolved).toMatchObject({
      hosts: 6n,
      endpoints: 18n,
      portSpecification: { tcp: '22,80', udp: '53' },
      portCounts: { tcp: 2, udp: 1 },
      notes: [],
    })
  })

  it('takes every address of a name, and remembers the name', async () => {
    const resolved = await resolve(['two.example', 'also.example'])
    expect(hosts(resolved)).toEqual(['10.0.0.1', '10.0.0.2', '2001:db8::1'])
    expect([...resolved.hostnames]).toEqual([
      ['10.0.0.1', 'two.example'],
      ['10.0.0.2', 'two.example'],
      ['2001:db8::1', 'two.example'],
    ])
    expect(hosts(await resolve(['two.example'], { family: 6 }))).toEqual(['2001:db8::1'])
  })

  it('self is every address of every interface', async () => {
    expect(hosts(await resolve(['self']))).toEqual(['127.0.0.1', '192.168.1.5', '::1', 'fe80::5%eth0'])
    expect(hosts(await resolve(['self'], { family: 4 }))).toEqual(['127.0.0.1', '192.168.1.5'])
    expect(hosts(await resolve(['fe80::5%2', 'fe80::5%eth0']))).toEqual(['fe80::5%eth0'])
    expect(hosts(await resolve(['self'], { exclude: ['fe80::/10', '127.0.0.0/8'] }))).toEqual(['192.168.1.5', '::1'])
  })

  it('reads files', async () => {
    expect(hosts(await resolve([], { files: ['good.txt'] }))).toEqual(['10.0.0.1', '10.0.0.7'])
  })

  it('scans private, documentation and loopback addresses, and the ends of a network', async () => {
    const words = ['192.168.0.0/30', '192.0.2.1', '127.0.0.1', '100.64.0.1', '2001:db8::1', '::1', '169.254.0.1']
    const resolved = await resolve(words)
    expect([resolved.hosts, resolved.notes]).toEqual([10n, []])
  })

  it('leaves out what can hold no host, says so, and does not when told', async () => {
    const words = ['223.255.255.255-224.0.0.2', '::-::1', '255.255.255.254-255.255.255.255']
    const { hosts: left, notes } = await resolve(words)
    expect(left).toBe(2n)
    expect(notes).toEqual([
      'left out 3 addresses in 224.0.0.0/4 (multicast, RFC 5771): no host can have it; --no-default-excludes probes it',
      'left out 1 address in 240.0.0.0/4 (reserved for future use, RFC 1112 §4): no host can have it; --no-default-excludes probes it',
      'left out 1 address in 255.255.255.255 (limited broadcast, RFC 919): no host can have it; --no-default-excludes probes it',
      'left out 1 address in :: (unspecified, RFC 4291 §2.5.2): no host can have it; --no-default-excludes probes it',
    ])
    const all = await resolve(words, { defaultExcludes: false })
    expect([all.hosts, all.notes]).toEqual([8n, []])
  })

  it('holds 0.0.0.0/0 × 65,535 ports in a handful of intervals', async () => {
    const { space, endpoints } = await resolve(['0.0.0.0/0'], { ports: '-', defaultExcludes: false })
    expect(endpoints).toBe(2n ** 32n * 65_535n)
    expect([space.addresses.length, space.tcp.length, space.udp.length]).toEqual([1, 1, 0])
  })

  it('costs less than 1 MB for all of it, measured', async () => {
    const resolved = await resolve(['0.0.0.0/0'], { ports: '-' })
    const before = process.memoryUsage()
    const kept = Array.from({ length: 50 }, () => new EndpointIndex(structuredClone(resolved.space)))
    const after = process.memoryUsage()
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
    expect(kept.every((index) => index.size > 2 ** 47)).toBe(true)
    expect(grown / kept.length).toBeLessThan(2 ** 20)
  })
})

describe('refuses the whole request', () => {
  it.each([
    [[], {}, 'no target: name an address, network, range, host name or self'],
    [
      ['10.0.0.1', 'nosuch.example'],
      {},
      'target 2 "nosuch.example": this host name does not resolve (no address is known for it)',
    ],
    [
      ['x.example', 'y.example', 'z.example'],
      {},
      'target 1 "x.example": this host name does not resolve (no address is known for it); 2 more fail too',
    ],
    [
      ['also.example'],
      { family: 6 },
      'target 1 "also.example": this host name over IPv6 does not resolve (no address is known for it)',
    ],
    [['10.0.0.1'], { family: 6 }, 'target 1 "10.0.0.1": not an IPv6 address, and only IPv6 was asked for (-6)'],
    [['::1'], { family: 4 }, 'target 1 "::1": not an IPv4 address, and only IPv4 was asked for (-4)'],
    [
      ['link.example'],
      {},
      'target 1 "link.example": it resolves to "fe80::9", which needs an interface; name it as an address',
    ],
    [[], { files: ['hosts.txt'] }, 'hosts.txt:3:1 "10.0.0.300": 300 is no octet (0–255)'],
    [['10.0.0.1'], { exclude: ['10.0.0.0/33'] }, 'exclude 1 "10.0.0.0/33": "/33" is no prefix length (/0–/32)'],
    [
      ['10.0.0.1'],
      { exclude: ['nosuch.example'] },
      'exclude 1 "nosuch.example": this host name does not resolve (no address is known for it)',
    ],
    [['10.0.0.1'], { exclude: ['10.0.0.0/8'] }, 'nothing is left to scan: --exclude takes away every target'],
    [
      ['255.255.255.255'],
      {},
      'nothing is left to scan: left out 1 address in 255.255.255.255 (limited broadcast, RFC 919): no host can have it; --no-default-excludes probes it',
    ],
    [
      ['2001:db8::/64'],
      {},
      '18,446,744,073,709,551,616 addresses × 1 ports are more than one scan can count (2^53 endpoints); ' +
        'nobody can walk an IPv6 network of this size: name addresses or hosts, such as the neighbours that "ip -6 neigh" lists',
    ],
  ] as [string[], Partial<TargetRequest>, string][])('%j %o', async (words, more, message) => {
    await expect(resolve(words, more)).rejects.toThrow(new UsageError(message))
  })
})

it.each([
  [['-', '-'], {}],
  [['-'], { files: ['-'] }],
  [['10.0.0.1'], { files: ['-'], excludeFiles: ['-'] }],
  [['-'], { exclude: ['-'] }],
] as [string[], Partial<TargetRequest>][])('standard input is read once: %j %o', async (words, more) => {
  await expect(resolve(words, more)).rejects.toThrow(new UsageError('standard input (-) can be read only once'))
})

it('an endless pipe of names ends, and asks nothing', async () => {
  async function* endless() {
    for (;;) yield new TextEncoder().encode('a.example\n'.repeat(1000))
  }
  const lookup = () => expect.fail('asked')
  const environment = { ...fakeEnvironment(machine), stdin: endless(), lookup }
  const request = { files: [], exclude: [], excludeFiles: [], transports: { tcp: true, udp: false }, knowledge }
  await expect(
    resolveTargets({ ...request, words: ['-'], ports: '80', defaultExcludes: true }, environment),
  ).rejects.toThrow(new UsageError('stdin:100001:1 "a.example": more than 100,000 host names'))
})

describe('scope', () => {
  const file = 'portreeve.yaml'
  const words = (texts: string[]) => texts.map((text, i) => ({ text, place: `${file}:${i + 3}:7` }))
  const scope = {
    file,
    allow: words(['10.0.0.0/8', 'self', 'fe80::/10']),
    deny: words(['10.66.0.0/16', 'fe80::7%eth0']),
  }

  it.each([[['10.0.0.0/16']], [['self']], [['10.0.0.1', 'also.example']], [['fe80::9%eth0']], [['fe80::7%lo']]])(
    'lets %j through',
    async (list) => {
      expect((await resolve(list, { scope })).hosts).toBeGreaterThan(0n)
    },
  )

  it.each([
    [
      ['10.0.0.1', '11.0.0.1'],
      'target 2 "11.0.0.1": 11.0.0.1 is outside the scope of "portreeve.yaml"; nothing was sent',
    ],
    [
      ['10.0.0.0/7'],
      'target 1 "10.0.0.0/7": 10.66.0.0–10.66.255.255 is denied by the scope of "portreeve.yaml"; nothing was sent',
    ],
    [['10.66.0.9'], 'target 1 "10.66.0.9": 10.66.0.9 is denied by the scope of "portreeve.yaml"; nothing was sent'],
    [
      ['::ffff:10.66.0.9'],
      'target 1 "::ffff:10.66.0.9": 10.66.0.9 is denied by the scope of "portreeve.yaml"; nothing was sent',
    ],
    [
      ['mapped.example'],
      'target 1 "mapped.example": 10.66.0.1 is denied by the scope of "portreeve.yaml"; nothing was sent',
    ],
    [['two.example'], 'target 1 "two.example": 2001:db8::1 is outside the scope of "portreeve.yaml"; nothing was sent'],
    [['fe80::7%2'], 'target 1 "fe80::7%2": fe80::7%eth0 is denied by the scope of "portreeve.yaml"; nothing was sent'],
  ])('refuses %j', async (list, message) => {
    await expect(resolve(list, { scope })).rejects.toThrow(new UsageError(message))
  })

  it('::/0 is all of IPv6 and says nothing of IPv4, while ::ffff:0:0/96 is IPv4', async () => {
    const only = (text: string) => ({ file, allow: words([text]), deny: [] })
    await expect(resolve(['10.0.0.1'], { scope: only('::/0') })).rejects.toThrow(/10\.0\.0\.1 is outside the scope/)
    expect(hosts(await resolve(['2001:db8::1'], { scope: only('::/0') }))).toEqual(['2001:db8::1'])
    expect(hosts(await resolve(['10.0.0.1'], { scope: only('::ffff:0:0/96') }))).toEqual(['10.0.0.1'])
    expect(hosts(await resolve(['two.example'], { exclude: ['::/0'] }))).toEqual(['10.0.0.1', '10.0.0.2'])
    await expect(resolve(['2001:db8::1'], { scope: { file, deny: words(['::/0']) } })).rejects.toThrow(/denied/)
  })

  it('a /24 inside 0.0.0.0/0 is left out, and ::/0 is refused with a hint', async () => {
    const { space } = await resolve(['0.0.0.0/0'], { exclude: ['10.1.2.0/24'], ports: '-', defaultExcludes: false })
    expect(space.addresses.map(({ first, last }) => [first, last])).toEqual([
      [0n, 0x0a0101ffn],
      [0x0a010300n, 0xffffffffn],
    ])
    await expect(resolve(['::/0'])).rejects.toThrow(/more than one scan can count \(2\^53 endpoints\).*ip -6 neigh/)
  })

  it('judges what is left after the excludes', async () => {
    expect((await resolve(['10.0.0.0/8'], { scope, exclude: ['10.66.0.0/16'] })).hosts).toBe(2n ** 24n - 2n ** 16n)
  })

  it('an empty allow list allows nothing; none allows everything', async () => {
    await expect(resolve(['127.0.0.1'], { scope: { file, allow: [], deny: [] } })).rejects.toThrow(/outside the scope/)
    expect((await resolve(['8.8.8.8'], { scope: { file, deny: [] } })).hosts).toBe(1n)
  })

  it('is made of addresses, and its mistakes have a place', async () => {
    const wrong = (text: string) => resolve(['10.0.0.1'], { scope: { file, deny: words([text]) } })
    await expect(wrong('two.example')).rejects.toThrow(
      new UsageError(
        'portreeve.yaml:3:7 "two.example": a scope is made of addresses, networks and ranges; a host name can move',
      ),
    )
    await expect(wrong('10.0.0.256')).rejects.toThrow(/^portreeve\.yaml:3:7 "10\.0\.0\.256": 256 is no octet/)
  })
})
