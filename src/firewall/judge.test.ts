import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import type { Packet } from './packet.ts'
import type { Base, Rule, Ruleset, Step, Verdict } from './ruleset.ts'
import { testMachine } from './test-machine.ts'

const self = 0x0a00_0005n
const machine = testMachine([self], {
  forwards: () => true,
  egressTo: (_, address) => (address >> 8n === 0x0a0001n ? 'eth1' : null),
})
const packet: Packet = {
  ...{ family: 4, transport: 'tcp', source: 0x0a00_0009n, destination: self, destinationPort: 22 },
  ...{ sourcePort: null, ingress: 'eth0' },
}

let handle = 0
function rule(...steps: Step[]): Rule {
  handle += 1
  return { handle, steps, tracks: [], text: `rule ${handle}` }
}

const then = (kind: 'accept' | 'drop'): Step => ({ kind: 'verdict', verdict: { kind } })
const unknown: Step = { kind: 'unknown', what: 'xt bpf' }
const port = (first: bigint, last = first): Step => ({
  ...{ kind: 'match', key: [{ field: 'tcp dport' }], elements: [[[first, last]]], negated: false },
})
const from = (first: bigint, last: bigint): Step => ({
  ...{ kind: 'match', key: [{ field: 'tcp sport' }], elements: [[[first, last]]], negated: false },
})

function ruleset(
  rules: readonly Rule[],
  { policy = 'accept' as Base['policy'], hook = 'input' as Base['hook'] } = {},
): Ruleset {
  const base: Base = { hook, type: hook === 'prerouting' ? 'nat' : 'filter', priority: 0, policy, devices: [] }
  return { tables: [{ family: 'ip', name: 't', chains: new Map([['c', { name: 'c', base, rules }]]) }] }
}

describe('what cannot be told', () => {
  it('does not matter where both answers lead to the same', () => {
    const rules = [rule(unknown, then('drop')), rule(then('drop'))]
    expect(judge(ruleset(rules), machine, packet)).toMatchObject({ verdict: 'drop' })
  })

  it('is not known to have decided, and no more of the trail is told than both have', () => {
    const rules = [rule(unknown, then('drop')), rule(port(22n)), rule(then('drop'))]
    const { decidedBy, trail, isWhole } = judge(ruleset(rules), machine, packet)
    expect([decidedBy, trail, isWhole]).toEqual([null, [], false])
  })

  it('does not touch what decides in any case', () => {
    const rules = [rule(unknown), rule(then('drop'))]
    const { decidedBy, trail, isWhole } = judge(ruleset(rules), machine, packet)
    expect([decidedBy?.rule, trail.length, isWhole]).toEqual([rules[1], 1, false])
  })

  it('is unknown where they do not, and the rule is named', () => {
    const rules = [rule(unknown, then('drop'))]
    const { verdict, reason } = judge(ruleset(rules), machine, packet)
    expect([verdict, reason]).toEqual(['unknown', `it cannot be told whether this holds: ${rules[0]!.text}`])
  })

  it('is asked only of packets that come so far', () => {
    const rules = [rule(port(80n), unknown, then('drop')), rule(port(22n), then('accept'))]
    expect(judge(ruleset(rules), machine, packet).decidedBy?.rule).toBe(rules[1])
  })

  it('is told once of a rule that is met in any case, and perhaps again', () => {
    const jump: Step = { kind: 'verdict', verdict: { kind: 'jump', chain: 'last' } }
    const base = (priority: number): Base => ({
      ...{ hook: 'input', type: 'filter', priority, policy: 'accept', devices: [] },
    })
    const last = rule(then('accept'))
    const chains = [
      { name: 'one', base: base(0), rules: [rule(jump)] },
      { name: 'two', base: base(1), rules: [rule(unknown, jump)] },
      { name: 'last', base: null, rules: [last] },
    ]
    const table = { family: 'ip', name: 't', chains: new Map(chains.map((chain) => [chain.name, chain])) } as const
    const { trail, isWhole } = judge({ tables: [table] }, machine, packet)
    expect([isWhole, trail.filter((each) => each.rule === last).length]).toEqual([false, 1])
  })

  it('is given up after so many forks', () => {
    const rules = Array.from({ length: 40 }, () => rule(unknown, { kind: 'assign', field: 'meta mark', value: 1n }))
    expect(judge(ruleset(rules), machine, packet).reason).toBe('too many rules ask what cannot be told')
  })
})

describe('the port that a client comes from', () => {
  it.each([
    ['none of the system', 1n, 1023n, 'accept'],
    ['any that a client may have', 1024n, 65_535n, 'drop'],
    ['some of them', 50_000n, 65_535n, 'unknown'],
  ] as const)('%s', (_, first, last, verdict) => {
    expect(judge(ruleset([rule(from(first, last), then('drop'))]), machine, packet)).toMatchObject({ verdict })
  })
})

describe('a destination that is changed', () => {
  const translating = (address: bigint): Ruleset => {
    const rules = [{ ...rule({ kind: 'translate', to: { address, port: 8080 }, family: null }), tracks: [4 as const] }]
    return ruleset(rules, { hook: 'prerouting' })
  }

  it('leads through the machine', () => {
    const judgement = judge(translating(0x0a00_0107n), machine, packet)
    expect(judgement).toMatchObject({
      verdict: 'accept',
      isOwn: false,
      destination: 0x0a00_0107n,
      destinationPort: 8080,
    })
  })

  it('is unknown where no way is known', () => {
    expect(judge(translating(0x0b00_0001n), machine, packet)).toMatchObject({ verdict: 'unknown' })
  })

  it('is not a loopback address, unless routing takes those', () => {
    expect(judge(translating(0x7f00_0001n), machine, packet)).toMatchObject({ verdict: 'drop', decidedBy: null })
    const routing = { ...machine, routesLoopback: () => true, isOwn: () => true }
    expect(judge(translating(0x7f00_0001n), routing, packet).verdict).toBe('accept')
  })

  it('is not known to be heard by many', () => {
    expect(judge(translating(0xe000_0001n), machine, packet).verdict).toBe('unknown')
  })
})

describe('where it comes from', () => {
  const nothing = ruleset([])

  it.each<[string, Partial<Packet>]>([
    ['this machine itself', { ingress: 'lo' }],
    ['many', { source: 0xe000_0001n }],
    ['nobody', { source: 0n }],
    ['one, to all', { destination: 0xffff_ffffn }],
    ['one, to a network', { destination: 0x0a00_00ffn }],
  ])('%s is not judged', (_, odd) => {
    const isBroadcast = (address: bigint) => address === 0x0a00_00ffn
    expect(judge(nothing, { ...machine, isBroadcast }, { ...packet, ...odd }).verdict).toBe('unknown')
  })

  it.each([
    [true, 'accept'],
    [false, 'drop'],
    [null, 'unknown'],
  ] as const)('routing is asked: %s', (accepts, verdict) => {
    expect(judge(nothing, { ...machine, acceptsFrom: () => accepts }, packet).verdict).toBe(verdict)
  })

  it('a loopback address of IPv6 is nobody', () => {
    const ipv6 = { ...packet, family: 6, source: 1n } as const
    expect(judge(nothing, machine, ipv6)).toMatchObject({ verdict: 'drop', decidedBy: null })
  })
})

describe('chains on the way of what is handed on', () => {
  const out: Packet = { ...packet, destination: 0x0a00_0107n }

  it('of postrouting are asked', () => {
    expect(judge(ruleset([rule(then('drop'))], { hook: 'postrouting' }), machine, out).verdict).toBe('drop')
    expect(judge(ruleset([], { hook: 'postrouting' }), machine, out).verdict).toBe('accept')
  })

  const onDevice = (family: 'netdev' | 'bridge', hook: Base['hook'], devices: readonly string[]): Ruleset => {
    const base: Base = { hook, type: 'filter', priority: 0, policy: 'accept', devices }
    return {
      tables: [{ family, name: 't', chains: new Map([['c', { name: 'c', base, rules: [rule(then('drop'))] }]]) }],
    }
  }

  it.each<[string, Ruleset, string]>([
    ['of the device that it comes in by', onDevice('netdev', 'ingress', ['eth0']), 'drop'],
    ['of devices of such a name', onDevice('netdev', 'ingress', ['eth*']), 'drop'],
    ['of another device', onDevice('netdev', 'ingress', ['eth2']), 'accept'],
    ['of a device below it', onDevice('netdev', 'ingress', ['port0']), 'unknown'],
    ['of its bridge', onDevice('bridge', 'input', []), 'unknown'],
    ['of the device that it leaves by', onDevice('netdev', 'egress', ['eth1']), 'unknown'],
  ])('%s', (_, rules, verdict) => {
    const below = (device: string) => (device === 'eth0' ? ['port0'] : [])
    expect(judge(rules, { ...machine, below }, out).verdict).toBe(verdict)
  })
})

describe('tables of the same priority', () => {
  const two = (first: readonly Rule[], second: readonly Rule[]): Ruleset => {
    const [one, other] = [ruleset(first).tables[0]!, ruleset(second).tables[0]!]
    return { tables: [one, { ...other, name: 'u' }] }
  }
  const reject: Step = { kind: 'verdict', verdict: { kind: 'reject', how: 'tcp reset' } }

  it('may come in any order', () => {
    const rules = two([rule(then('drop'))], [rule(reject)])
    expect(judge(rules, machine, packet).verdict).toBe('unknown')
    expect(judge({ ...rules, loadedAsListed: true }, machine, packet).verdict).toBe('reject')
  })

  it('are known where the order does not matter', () => {
    const rules = two([rule(then('drop'))], [rule(then('accept'))])
    const { verdict, decidedBy } = judge(rules, machine, packet)
    expect([verdict, decidedBy?.rule]).toEqual(['drop', rules.tables[0]!.chains.get('c')!.rules[0]])
  })
})

it('a redirect to the port that it was sent to changes nothing', () => {
  const status: Step = {
    ...{ kind: 'match', key: [{ field: 'ct status' }], elements: [[[32n, 32n]]], negated: false },
  }
  const [nat] = ruleset([rule({ kind: 'translate', to: { address: 'self', port: 22 }, family: null })], {
    hook: 'prerouting',
  }).tables
  const [filter] = ruleset([{ ...rule(status, then('drop')), tracks: [4] }]).tables
  expect(judge({ tables: [nat!, filter!] }, machine, packet).verdict).toBe('accept')
  expect(judge({ tables: [nat!, filter!] }, machine, { ...packet, destinationPort: 23 }).verdict).toBe('drop')
})

it('ends a walk that leads nowhere', () => {
  const jump: Verdict = { kind: 'jump', chain: 'c' }
  const rules = [rule({ kind: 'verdict', verdict: jump })]
  expect(judge(ruleset(rules), machine, packet)).toMatchObject({ verdict: 'unknown' })
})

describe('who comes too often', () => {
  const limit = (over: boolean): Step => ({ kind: 'limit', over, text: 'fewer than 3 such packets a minute' })
  const outcome = (rules: readonly Rule[], policy: Base['policy']) => {
    const { verdict, isLimited } = judge(ruleset(rules, { policy }), machine, packet)
    return [verdict, isLimited]
  }

  it('is not let in where a rule lets in so many, or forbids more', () => {
    expect(outcome([rule(limit(false), then('accept'))], 'drop')).toEqual(['accept', true])
    expect(outcome([rule(limit(true), then('drop'))], 'accept')).toEqual(['accept', true])
  })

  it('is let in all the same where only what is logged is limited', () => {
    expect(outcome([rule(limit(false)), rule(then('accept'))], 'drop')).toEqual(['accept', false])
    expect(outcome([rule(limit(false), then('accept')), rule(then('accept'))], 'drop')).toEqual(['accept', false])
  })
})
