import { describe, expect, it } from 'vitest'
import { judge } from '../../firewall/judge.ts'
import type { Judgement } from '../../firewall/judgement.ts'
import type { Packet } from '../../firewall/packet.ts'
import { testMachine } from '../../firewall/test-machine.ts'
import { parseAddress } from '../../lib/address.ts'
import { decodeRuleset } from './nft-ruleset.ts'
import type { Json } from './nft-values.ts'

const address = (text: string) => parseAddress(text)!.value
const own = ['10.0.0.5', 'fd00::5'].map(address)
const machine = testMachine(own)
const four: Packet = {
  ...{ family: 4, transport: 'tcp', source: address('10.0.0.9'), destination: address('10.0.0.5') },
  ...{ destinationPort: 22, sourcePort: null, ingress: 'eth0' },
}
const six: Packet = { ...four, family: 6, source: address('fd00::9'), destination: address('fd00::5') }
const udp: Packet = { ...four, transport: 'udp' }

const accept = { accept: null }
const drop = { drop: null }
const match = (left: Json, right: Json, op = '=='): Json => ({ match: { op, left, right } })
const payload = (protocol: string, field: string): Json => ({ payload: { protocol, field } })
const meta = (key: string): Json => ({ meta: { key } })
const vmap = (key: Json, ...set: Json[]): Json => ({ vmap: { key, data: { set } } })

/** What becomes of a packet where these rules are all there is; the policy is to accept. */
function judged(
  rules: readonly (readonly Json[])[],
  packet = four,
  { nat = false, more = [] as Json[], flags = [] as Json } = {},
): Judgement {
  const chain = {
    name: 'c',
    type: nat ? 'nat' : 'filter',
    hook: nat ? 'prerouting' : 'input',
    prio: 0,
    policy: 'accept',
  }
  const nftables = [
    { table: { family: 'inet', name: 't', flags } },
    { chain: { family: 'inet', table: 't', ...chain } },
    ...more,
    ...rules.map((expr, handle) => ({ rule: { family: 'inet', table: 't', chain: 'c', handle, expr } })),
  ]
  return judge(
    decodeRuleset(JSON.stringify({ nftables }), () => null),
    machine,
    packet,
  )
}

const verdictOf = (rules: readonly (readonly Json[])[], packet = four, more: Json[] = []) =>
  judged(rules, packet, { more }).verdict

const set = (name: string, ...elem: Json[]): Json => ({ set: { family: 'inet', table: 't', name, elem } })

describe('a statement that is not known', () => {
  it.each<[string, Json]>([
    ['a target of iptables', { xt: { type: 'target', name: 'REJECT' } }],
    ['a map by what is not known', vmap({ numgen: { mode: 'inc', mod: 2 } }, [0, drop], [1, accept])],
    ['a word of tomorrow', { tomorrow: null }],
    ['a word of JavaScript', { toString: 1 }],
    ['another', JSON.parse('{"__proto__":1}') as Json],
    ['a queue', { queue: null }],
    ['a destination that is written', { mangle: { key: payload('ip', 'daddr'), value: '10.0.0.1' } }],
  ])('%s may do anything', (_, statement) => {
    expect(verdictOf([[statement]])).toBe('unknown')
  })

  it.each<[string, Json]>([
    ['a match of iptables', { xt: { type: 'match', name: 'multiport' } }],
    ['a question', match({ osf: { key: 'name' } }, 'Linux')],
    ['a prefix that is none', match(payload('ip', 'saddr'), { prefix: { addr: '10.0.0.0', len: 1.5 } })],
    ['another', match(payload('ip', 'saddr'), '10.0.0.0/x')],
    ['a limit that others share', { limit: 'l' }],
    ['one by a map', { limit: { map: { key: payload('tcp', 'dport'), data: { set: [[22, 'l']] } } } }],
    ['a quota that others share', { quota: 'q' }],
  ])('%s holds or not', (_, statement) => {
    expect(verdictOf([[statement, accept], [drop]])).toBe('unknown')
    expect(verdictOf([[statement, drop], [drop]])).toBe('drop')
  })

  it.each<[string, Json]>([
    ['several addresses', { dnat: { family: 'ip', addr: { range: ['10.0.0.5', '10.0.0.9'] } } }],
    ['several ports', { redirect: { port: { range: [8000, 8010] } } }],
  ])('nor a translation to %s', (_, statement) => {
    expect(judged([[statement]], four, { nat: true }).verdict).toBe('unknown')
  })
})

describe('what rules count', () => {
  it.each<[string, Json, string]>([
    ['a quota that has begun', { quota: { val: 10, val_unit: 'mbytes', inv: true } }, 'accept'],
    [
      'one that is used',
      { quota: { val: 10, val_unit: 'mbytes', used: 9, used_unit: 'mbytes', inv: true } },
      'unknown',
    ],
    ['connections over none', { 'ct count': { val: 0, inv: true } }, 'drop'],
    ['connections over some', { 'ct count': { val: 9, inv: true } }, 'accept'],
    ['a handful of bytes', { limit: { rate: 10, per: 'second', rate_unit: 'bytes' } }, 'unknown'],
    ['flows that are on their way', { flow: { op: 'add', flowtable: '@f' } }, 'accept'],
  ])('%s', (_, statement, verdict) => {
    expect(verdictOf([[statement, drop]])).toBe(verdict)
  })
})

describe('a set that rules add to', () => {
  const add = (elem: Json): Json => ({ set: { op: 'add', elem, set: '@s' } })

  it('is asked about only what it could be told', () => {
    const addsAddress = [[add(payload('ip', 'saddr')), drop]]
    expect([verdictOf(addsAddress, four), verdictOf(addsAddress, six)]).toEqual(['drop', 'accept'])
    const addsPort = [[add({ elem: { val: payload('tcp', 'dport'), timeout: 60 } }), drop]]
    expect([verdictOf(addsPort, four), verdictOf(addsPort, udp)]).toEqual(['drop', 'accept'])
  })

  it('is not known', () => {
    const rules = [[add(payload('ip', 'saddr'))], [match(payload('ip', 'saddr'), '@s'), drop]]
    expect(verdictOf(rules, four, [set('s')])).toBe('unknown')
    expect(verdictOf(rules.slice(1), four, [set('s')])).toBe('accept')
  })
})

describe('what only some packets have', () => {
  it.each<[string, Json]>([
    ['of ICMP', match(payload('icmp', 'type'), 'echo-request')],
    ['of ICMPv6, negated', match(payload('icmpv6', 'type'), { set: ['echo-request'] }, '!=')],
    ['of SCTP', match(payload('sctp', 'dport'), 22)],
    ['of UDP', match(payload('udp', 'length'), 30)],
    ['of IPv6', match(payload('ip6', 'hoplimit'), 30)],
    ['of an IPv6 connection', match({ ct: { key: 'ip6 saddr', dir: 'original' } }, 'fd00::1', '!=')],
    ['of IPv6, written', { mangle: { key: payload('ip6', 'dscp'), value: 'cs2' } }],
  ])('%s', (_, statement) => {
    expect(verdictOf([[statement, drop]])).toBe('accept')
  })

  it('may hold for those that have it', () => {
    expect(verdictOf([[match(payload('ip', 'ttl'), 3), drop]])).toBe('unknown')
    expect(verdictOf([[match(payload('ip', 'ttl'), 3), drop]], six)).toBe('accept')
  })

  it('may be missing where it is written to a mark', () => {
    const value = { map: { key: payload('ip', 'saddr'), data: { set: [['10.0.0.1', 1]] } } }
    expect(verdictOf([[{ mangle: { key: meta('mark'), value } }, drop]])).toBe('unknown')
    const or = { '|': [meta('mark'), 0x4000] }
    expect(verdictOf([[{ mangle: { key: meta('mark'), value: or } }, drop]])).toBe('drop')
  })

  it('is not looked for within tunnels', () => {
    const inner: Json = { payload: { tunnel: 'vxlan', protocol: 'ip', field: 'saddr' } }
    expect(verdictOf([[match(inner, '10.0.0.1'), drop]])).toBe('unknown')
  })
})

it('a mark is changed bit by bit', () => {
  const set = (value: Json): Json => ({ mangle: { key: meta('mark'), value } })
  const changed = { '^': [{ '&': [{ '|': [meta('mark'), 0x0f] }, 0xfe] }, 0x11] }
  const rules = [[set(0x40)], [set(changed)], [match(meta('mark'), 0x5f), drop]]
  expect(verdictOf(rules)).toBe('drop')
  expect(verdictOf([[set({ '>>': [meta('mark'), 1] })], ...rules.slice(2)])).toBe('unknown')
})

describe('comparisons', () => {
  it.each<[string, number, string]>([
    ['<', 22, 'accept'],
    ['<=', 22, 'drop'],
    ['>', 22, 'accept'],
    ['>=', 22, 'drop'],
    ['<', 0, 'accept'],
  ])('22 %s %s', (op, port, verdict) => {
    expect(verdictOf([[match(payload('tcp', 'dport'), port, op), drop]])).toBe(verdict)
  })

  it('of bits that are not there', () => {
    expect(verdictOf([[match({ ct: { key: 'state' } }, 'invalid', '!'), drop]])).toBe('drop')
  })

  it('of what is left by two masks', () => {
    const left: Json = { '&': [{ '&': [payload('tcp', 'dport'), 0x14] }, 0x12] }
    expect(verdictOf([[match(left, 0x10), drop]])).toBe('drop')
  })
})

describe('devices', () => {
  it('are matched by their names', () => {
    expect(verdictOf([[match(meta('iif'), 'eth0'), drop]])).toBe('drop')
    expect(verdictOf([[match(meta('iif'), 'lo'), drop]])).toBe('accept')
  })

  it.each<[string, Json]>([
    ['as it is', '*'],
    ['with a comment', { elem: { val: '*', comment: 'all others' } }],
  ])('of all others come last: %s', (_, all) => {
    expect(verdictOf([[vmap(meta('iifname'), [all, drop], ['lo', accept])]])).toBe('drop')
    expect(verdictOf([[vmap(meta('iifname'), [all, accept], ['eth0', drop])]])).toBe('drop')
  })

  it('with a limit may be', () => {
    const limited: Json = { elem: { val: 'eth0', limit: { rate: 1, per: 'second' } } }
    expect(verdictOf([[match(meta('iifname'), { set: [limited] }), drop]])).toBe('unknown')
  })
})

describe('a translation', () => {
  it('of one family leaves the other alone', () => {
    const rules = [[{ dnat: { family: 'ip', addr: '10.0.0.5', port: 80 } }]]
    expect(judged(rules, four, { nat: true }).destinationPort).toBe(80)
    expect(judged(rules, six, { nat: true })).toMatchObject({ verdict: 'accept', destination: six.destination })
  })

  it('by a map has a port', () => {
    const map = { key: payload('ip', 'saddr'), data: { set: [['10.0.0.9', '10.0.0.5']] } }
    const rules = [[{ dnat: { family: 'ip', addr: { map }, port: 8080 } }]]
    expect(judged(rules, four, { nat: true }).destinationPort).toBe(8080)
  })
})

describe('questions that all but one value pass, of ports beside each other, may be one to the kernel', () => {
  const differ = (from: Json, to: Json): Json[] => [
    match(payload('tcp', 'sport'), from, '!='),
    match(payload('tcp', 'dport'), to, '!='),
  ]

  it.each<[string, Json[], string]>([
    ['one differs, the other does not', differ(80, 22), 'unknown'],
    ['both do', differ(80, 23), 'drop'],
    ['another is asked in between', [differ(80, 22)[0]!, match(meta('mark'), 0), differ(80, 22)[1]!], 'accept'],
    ['a set is asked', differ(80, { set: [22, 23] }), 'accept'],
    ['a named one', differ(80, '@s'), 'accept'],
    ['another header', [match(payload('ip', 'saddr'), '10.0.0.1', '!='), differ(80, 22)[1]!], 'accept'],
    ['one asks for it', [match(payload('tcp', 'sport'), { range: [1024, 65_535] }), differ(80, 22)[1]!], 'accept'],
  ])('%s', (_, questions, verdict) => {
    const elements = set('s', 22)
    expect(verdictOf([[...questions, drop]], four, [elements])).toBe(verdict)
    const many = Array.from({ length: 20 }, () => [match(payload('tcp', 'dport'), 9), drop])
    expect(verdictOf([...many, [...questions, drop]], four, [elements])).toBe(verdict)
  })

  it('neither differs', () => {
    const packet = { ...four, sourcePort: 80 }
    expect(verdictOf([[...differ(80, 22), drop]], packet)).toBe('accept')
  })
})

it('the way back to the sender is looked for, as firewalld does', () => {
  const missing = match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false)
  const exists = match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, true)
  expect([verdictOf([[missing, drop]]), verdictOf([[exists, drop]])]).toEqual(['accept', 'drop'])
})

it('a table that sleeps has no chains', () => {
  expect(judged([[drop]], four, { flags: ['dormant'] }).verdict).toBe('accept')
  expect(judged([[drop]], four, { flags: 'dormant' }).verdict).toBe('accept')
})

it('names what it takes for granted of the sender', () => {
  const { verdict, assumptions } = judged([[match(payload('tcp', 'sport'), 53), drop]])
  expect([verdict, assumptions]).toEqual(['accept', ['the sender does not pick a port below 1024']])
})

it('names the limits that a verdict depends on, not those of lines of a log', () => {
  const limit: Json = { limit: { rate: 3, per: 'minute' } }
  expect(judged([[limit, { accept: null }], [drop]]).assumptions).toEqual(['fewer than 3 such packets a minute'])
  expect(judged([[limit, { log: null }], [drop]]).assumptions).toEqual([])
})
