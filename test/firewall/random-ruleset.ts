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
      'meta pkttype host',
      'ct direction original',
      'limit rate 1000000/second burst 10000 packets',
      'limit rate over 1000000/second burst 10000 packets',
      'udp sport 53',
      'th dport 22',
      'iif "eth0"',
      'iifname { "eth1", * }',
      'tcp dport < 443',
      'th dport >= 80',
      'udp dport @ports',
      'tcp dport != @ports',
      'icmp type echo-request',
      'icmpv6 type != echo-request',
      'udp length 9',
      'fib saddr . iif oif missing',
      'fib saddr . mark . iif oif exists',
      'quota over 10 mbytes',
      'quota 10 mbytes',
      'ct count over 0',
      'ct count 1000',
      'ct state ! invalid',
      'add @grown { th dport }',
      'update @grown { tcp dport }',
      'meta mark & 0x3 & 0x2 == 0x2',
    ),
  ]
  const four = fc.oneof(
    fc.tuple(not, source4).map(([n, from]) => `ip saddr ${n}${from}`),
    fc
      .tuple(fc.constantFrom('10.9.0.1', '10.9.0.101'), port)
      .map(([from, to]) => `ip saddr . tcp dport { ${from} . ${to}, 10.9.0.7 . 1-100 }`),
    fc.constantFrom('ip daddr 10.9.0.2', 'ip protocol tcp', 'ip daddr != 10.9.0.2', 'ct original ip daddr 10.9.0.2'),
    fc.constantFrom('ct original ip saddr != 10.9.0.1', 'ip dscp set cs1', 'ip saddr @friends', 'ip saddr != @friends'),
    fc.constantFrom('add @seen { ip saddr }', 'update @seen { ip saddr }', 'ip saddr @seen', 'ip ttl 64'),
  )
  const six = fc.oneof(
    fc.tuple(not, source6).map(([n, from]) => `ip6 saddr ${n}${from}`),
    fc
      .tuple(fc.constantFrom('fd09::1', 'fd09::101'), port)
      .map(([from, to]) => `ip6 saddr . udp dport { ${from} . ${to} }`),
    fc.constantFrom('ip6 daddr fd09::2', 'ip6 nexthdr udp', 'ip6 dscp set cs1', 'ct original ip6 saddr != fd09::1'),
  )
  const either = fc.constantFrom('meta nfproto ipv4', 'meta nfproto ipv6')
  return fc.oneof(
    ...both,
    ...(family === 'inet' ? [either] : []),
    ...(family === 'ip6' ? [] : [four]),
    ...(family === 'ip' ? [] : [six]),
  )
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
    'meta mark set meta mark | 0x2',
    'meta mark set meta mark & 0x1',
    'meta mark set meta mark ^ 0x3',
    'ct mark set ct mark or 0x1',
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
  const device = fc
    .tuple(fc.constantFrom('"eth0"', '"eth1"', '"eth*"'), target)
    .map(([name, to]) => `iifname vmap { ${name} : ${to}, * : drop }`)
  const weighed = [map, state, device].map((arbitrary) => ({ weight: 1, arbitrary }))
  return fc.oneof({ weight: 8, arbitrary: simple }, ...weighed)
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

/** To itself: nobody else is there who could get it. */
const translations: Readonly<Record<Family, readonly ((port: number) => string)[]>> = {
  ip: [(port) => `dnat to 10.9.0.2:${port}`, (port) => `dnat to ip saddr map { 10.9.0.1 : 10.9.0.2 } : ${port}`],
  ip6: [(port) => `dnat to [fd09::2]:${port}`],
  inet: [(port) => `dnat ip to 10.9.0.2:${port}`, (port) => `dnat ip6 to [fd09::2]:${port}`],
}

function translating(family: Family): fc.Arbitrary<string> {
  const redirect = (port: number) => `redirect to :${port}`
  const rule = fc
    .tuple(port, port, fc.constantFrom('tcp', 'udp'), fc.constantFrom(redirect, redirect, ...translations[family]))
    .map(([from, to, proto, write]) => `    ${proto} dport ${from} ${write(to)}\n`)
  return fc
    .array(rule, { maxLength: 2 })
    .map((rules) => `  chain translating {\n    type nat hook prerouting priority -100;\n${rules.join('')}  }`)
}

/** Sources are changed as packets come in, too, whatever was done to their destinations. */
const otherSource: Readonly<Record<Family, string>> = {
  ip: 'snat to 10.9.0.77',
  ip6: 'snat to fd09::77',
  inet: 'snat ip to 10.9.0.77',
}

const sets = `  set ports {
    type inet_service; flags interval;
    elements = { 22, 80-443 }
  }
  set friends {
    type ipv4_addr; flags timeout;
    elements = { 10.9.0.1, 10.9.0.101 timeout 1h comment "far" }
  }
  set grown {
    type inet_service; size 1000; flags dynamic;
  }
  set seen {
    type ipv4_addr; size 1000; flags dynamic;
  }`

function table(name: string): fc.Arbitrary<string> {
  return fc.constantFrom<Family>('inet', 'inet', 'ip', 'ip6').chain((family) =>
    fc
      .tuple(
        chain(family, 'inner', fc.constant(''), []),
        chain(family, 'outer', fc.constant(''), ['inner']),
        fc.array(chain(family, 'base', filterHead, ['outer', 'inner']), { minLength: 1, maxLength: 2 }),
        fc.option(translating(family), { nil: null }),
        fc.option(port, { nil: null }),
      )
      .map(([second, first, bases, nat, from]) => {
        const numbered = bases.map((text, i) => text.replace('chain base', `chain base${i}`))
        const source = `    tcp dport ${from} ${otherSource[family]}\n`
        const incoming = `  chain incoming {\n    type nat hook input priority 100;\n${source}  }`
        const all = [sets, second, first, ...numbered, nat, from === null ? null : incoming]
        return `table ${family} ${name} {\n${all.filter((part) => part !== null).join('\n')}\n}\n`
      }),
  )
}

export const ruleset: fc.Arbitrary<string> = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => table(`t${i}`))))
  .map((tables) => tables.join(''))
