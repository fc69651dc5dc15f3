import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import type { Machine, Packet } from './packet.ts'
import type { Base, Rule, Ruleset, Step, Verdict } from './ruleset.ts'

const self = 0x0a00_0005n
const machine: Machine = {
  isOwn: (_, address) => address === self,
  forwards: () => true,
  egressTo: (_, address) => (address >> 8n === 0x0a0001n ? 'eth1' : null),
  addressOf: () => self,
  indexOf: () => null,
}
const packet: Packet = {
  ...{ family: 4, transport: 'tcp', source: 0x0a00_0009n, destination: self, destinationPort: 22 },
  ...{ sourcePort: null, ingress: 'eth0' },
}

let handle = 0
function rule(...steps: Step[]): Rule {
  handle += 1
  return { handle, steps, tracks: false, text: `rule ${handle}` }
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

  it('is unknown where they do not, and the rule is named', () => {
    const rules = [rule(unknown, then('drop'))]
    const { verdict, reason } = judge(ruleset(rules), machine, packet)
    expect([verdict, reason]).toEqual(['unknown', `it cannot be told whether this holds: ${rules[0]!.text}`])
  })

  it('is asked only of packets that come so far', () => {
    const rules = [rule(port(80n), unknown, then('drop')), rule(port(22n), then('accept'))]
    expect(judge(ruleset(rules), machine, packet).decidedBy?.rule).toBe(rules[1])
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
    const rules = [{ ...rule({ kind: 'redirect', to: { address, port: 8080 } }), tracks: true }]
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

  it('is not a loopback address', () => {
    expect(judge(translating(0x7f00_0001n), machine, packet)).toMatchObject({ verdict: 'drop', decidedBy: null })
  })
})

it('ends a walk that leads nowhere', () => {
  const jump: Verdict = { kind: 'jump', chain: 'c' }
  const rules = [rule({ kind: 'verdict', verdict: jump })]
  expect(judge(ruleset(rules), machine, packet)).toMatchObject({ verdict: 'unknown' })
})
