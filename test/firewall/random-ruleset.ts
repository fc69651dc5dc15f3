import fc from 'fast-check'

/** Where the questions come from and go to; see firewall.lab.test.ts. */
export const sources = ['10.9.0.1', '10.9.0.101', 'fd09::1', 'fd09::101'] as const
export const ports = [22, 53, 80, 443, 8080] as const

type Family = 'ip' | 'ip6' | 'inet'

const port = fc.constantFrom(...ports)
const portSet = fc.uniqueArray(port, { minLength: 1, maxLength: 3 }).map((set) => `{ ${set.join(', ')} }`)
const portRange = fc.constantFrom('1-79', '80-1000', '50-500', '1-65535')
const source4 = fc.constantFrom(
  '10.9.0.1',
  '10.9.0.101',
  '10.9.0.0/26',
  '10.9.0.64-10.9.0.200',
  '{ 10.9.0.1, 10.8.0.0/16 }',
)
const source6 = fc.constantFrom('fd09::1', 'fd09::101', 'fd09::/120', 'fd00::/8', '{ fd09::1, fe80::/10 }')
const not = fc.constantFrom('', '', '', '!= ')

function match(family: Family): fc.Arbitrary<string> {
  const both = [
    fc
      .tuple(fc.constantFrom('tcp', 'udp', 'th'), not, fc.oneof(port.map(String), portSet, portRange))
      .map(([proto, n, to]) => `${proto} dport ${n}${to}`),
    fc.constantFrom(
      'meta l4proto tcp',
      'meta l4proto { tcp, udp }',
      'ct state new',
      'ct state established,related',
      'ct state != invalid',
      'ct state invalid',
      'iifname "eth0"',
      'iifname != "eth1"',
      'iifname "eth*"',
      'iif "lo"',
      'fib daddr type local',
      'meta mark 0x1',
      'meta mark & 0x2 == 0x2',
      'ct mark 0x1',
      'ct status dnat',
      'tcp flags syn',
      'tcp flags & (fin | syn | rst | ack) == syn',
      'tcp sport 1024-65535',
      'tcp sport != 22',
      'oifname ""',
      'meta pkttype host',
      'ct direction original',
      'limit rate 1000000/second burst 10000 packets',
      'limit rate over 1000000/second burst 10000 packets',
      'meta nfproto ipv4',
      'udp sport 53',
      'th dport 22',
    ),
  ]
  const four = fc.oneof(
    fc.tuple(not, source4).map(([n, from]) => `ip saddr ${n}${from}`),
    fc
      .tuple(fc.constantFrom('10.9.0.1', '10.9.0.101'), port)
      .map(([from, to]) => `ip saddr . tcp dport { ${from} . ${to}, 10.9.0.7 . 1-100 }`),
    fc.constantFrom('ip daddr 10.9.0.2', 'ip protocol tcp', 'ip daddr != 10.9.0.2', 'ct original ip daddr 10.9.0.2'),
  )
  const six = fc.oneof(
    fc.tuple(not, source6).map(([n, from]) => `ip6 saddr ${n}${from}`),
    fc
      .tuple(fc.constantFrom('fd09::1', 'fd09::101'), port)
      .map(([from, to]) => `ip6 saddr . udp dport { ${from} . ${to} }`),
    fc.constantFrom('ip6 daddr fd09::2', 'ip6 nexthdr udp'),
  )
  return fc.oneof(...both, ...(family === 'ip6' ? [] : [four]), ...(family === 'ip' ? [] : [six]))
}

/** Chains can only be jumped to by those that come before them: the kernel takes no loops. */
function verdict(chains: readonly string[]): fc.Arbitrary<string> {
  const plain = fc.constantFrom(
    'accept',
    'accept',
    'drop',
    'reject',
    'return',
    'counter',
    'meta mark set 0x1',
    'meta mark set 0x3',
    'ct mark set 0x1',
    'log',
    '',
  )
  if (chains.length === 0) return plain
  const chain = fc.constantFrom(...chains)
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    chain.map((name) => `jump ${name}`),
    chain.map((name) => `goto ${name}`),
  )
}

function rule(family: Family, chains: readonly string[]): fc.Arbitrary<string> {
  const simple = fc
    .tuple(fc.array(match(family), { maxLength: 2 }), verdict(chains))
    .map(([matches, then]) => [...matches, then].filter((part) => part !== '').join(' '))
    .map((text) => (text === '' ? 'counter' : text))
  const target = chains.length === 0 ? fc.constant('accept') : fc.constantFrom(...chains).map((name) => `jump ${name}`)
  const map = fc
    .tuple(fc.constantFrom('tcp', 'udp'), fc.uniqueArray(port, { minLength: 2, maxLength: 2 }), target)
    .map(([proto, [a, b], to]) => `${proto} dport vmap { ${a} : ${to}, ${b} : drop }`)
  const state = fc.constantFrom('ct state vmap { established : accept, related : accept, invalid : drop }')
  return fc.oneof({ weight: 8, arbitrary: simple }, { weight: 1, arbitrary: map }, { weight: 1, arbitrary: state })
}

function chain(
  family: Family,
  name: string,
  head: fc.Arbitrary<string>,
  later: readonly string[],
): fc.Arbitrary<string> {
  return fc.tuple(head, fc.array(rule(family, later), { maxLength: 5 })).map(
    ([first, rules]) =>
      `  chain ${name} {\n${[first, ...rules]
        .filter((line) => line !== '')
        .map((line) => `    ${line}\n`)
        .join('')}  }`,
  )
}

const policy = fc.constantFrom('accept', 'accept', 'drop')
const filterHead = fc
  .tuple(fc.constantFrom('prerouting', 'input', 'input', 'input'), fc.constantFrom(-300, -150, 0, 0, 10), policy)
  .map(([hook, priority, fallback]) => `type filter hook ${hook} priority ${priority}; policy ${fallback};`)

const natRule = fc
  .tuple(port, port, fc.constantFrom('tcp', 'udp'))
  .map(([from, to, proto]) => `    ${proto} dport ${from} redirect to :${to}\n`)
const natChain = fc.option(fc.array(natRule, { maxLength: 2 }), { nil: null })

function table(name: string): fc.Arbitrary<string> {
  return fc.constantFrom<Family>('inet', 'inet', 'ip', 'ip6').chain((family) =>
    fc
      .tuple(
        chain(family, 'inner', fc.constant(''), []),
        chain(family, 'outer', fc.constant(''), ['inner']),
        fc.array(chain(family, 'base', filterHead, ['outer', 'inner']), { minLength: 1, maxLength: 2 }),
        natChain,
      )
      .map(([second, first, bases, nat]) => {
        const numbered = bases.map((text, i) => text.replace('chain base', `chain base${i}`))
        const translating =
          nat === null ? [] : [`  chain translating {\n    type nat hook prerouting priority -100;\n${nat.join('')}  }`]
        return `table ${family} ${name} {\n${[second, first, ...numbered, ...translating].join('\n')}\n}\n`
      }),
  )
}

export const ruleset: fc.Arbitrary<string> = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => table(`t${i}`))))
  .map((tables) => tables.join(''))
