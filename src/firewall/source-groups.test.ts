import { describe, expect, it } from 'vitest'
import { type Family, parseAddress, spanText } from '../lib/address.ts'
import type { Machine } from './packet.ts'
import type { Element, Rule, Ruleset, Step } from './ruleset.ts'
import { Sources } from './source-groups.ts'
import type { Surroundings } from './surroundings.ts'

const number = (text: string): bigint => parseAddress(text)!.value
const span = (first: string, last = first): Element => [[number(first), number(last)]]
const lan = { device: 'eth0', family: 4, first: number('192.168.1.0'), last: number('192.168.1.255') } as const
const surroundings: Surroundings = {
  networks: [lan],
  own: [{ family: 4, address: number('192.168.1.5') }],
  otherWays: () => [],
  boundaries: (family) => (family === 4 ? [number('10.8.0.0'), number('10.9.0.0')] : []),
}
const machine: Pick<Machine, 'isOwn' | 'egressTo'> = {
  isOwn: (_, address) => address === number('192.168.1.5'),
  egressTo: (_, address) => (address >> 16n === number('10.8.0.0') >> 16n ? 'tun0' : 'eth0'),
}

const drop: Step = { kind: 'verdict', verdict: { kind: 'drop' } }

/** Rules that differ in more than their sources. */
function apartBy(...lists: readonly (readonly Element[])[]): Ruleset {
  const { tables } = rulesetOf(...lists)
  const rules = tables[0]!.chains.get('c')!.rules.map((rule, i) => {
    const limit: Step = { kind: 'limit', over: false, text: String(i) }
    return { ...rule, steps: [limit, ...rule.steps] }
  })
  return { tables: [{ ...tables[0]!, chains: new Map([['c', { name: 'c', base: null, rules }]]) }] }
}

function rulesetOf(...lists: readonly (readonly Element[])[]): Ruleset {
  const rules = lists.map((elements, handle): Rule => {
    const asks: Step = { kind: 'match', key: [{ field: 'ip saddr' }], elements, negated: false }
    return { handle, steps: [asks, drop], tracks: [], text: '' }
  })
  return { tables: [{ family: 'ip', name: 't', chains: new Map([['c', { name: 'c', base: null, rules }]]) }] }
}

function sourcesOf(ruleset: Ruleset, family: Family = 4) {
  return new Sources(ruleset, machine as Machine, surroundings, family)
}

const told = (ruleset: Ruleset) =>
  sourcesOf(ruleset)
    .groupsFor('tcp', 22)
    .groups.map(({ class: { kind }, ingress, isMain, parts }) =>
      [
        kind,
        ingress,
        isMain ? 'main' : 'but',
        parts
          .flatMap(({ spans }) => spans)
          .slice(0, 2)
          .map(({ first, last }) => spanText(4, first, last))
          .join(' '),
      ].join(' '),
    )

describe('groups of sources', () => {
  it('are the networks it is in, private ones and the rest, by the device that leads there', () => {
    expect(told(rulesetOf())).toEqual([
      'network eth0 main 192.168.1.6-192.168.1.254 192.168.1.1-192.168.1.4',
      'private eth0 main 10.9.0.0-10.255.255.255 100.64.0.0/10',
      'private tun0 main 10.8.0.0/16',
      'anywhere eth0 main 11.0.0.0-100.63.255.255 128.0.0.0-169.253.255.255',
    ])
  })

  it('are apart where a rule tells them apart, and one where it does not', () => {
    const set = [span('203.0.113.0', '203.0.113.15'), span('198.51.100.7'), span('192.168.1.9')]
    expect(told(rulesetOf(set)).filter((group) => group.includes('but'))).toEqual([
      'network eth0 but 192.168.1.9',
      'anywhere eth0 but 203.0.113.0/28 198.51.100.7',
    ])
    const apart = apartBy([span('203.0.113.0', '203.0.113.15')], [span('198.51.100.7')])
    expect(told(apart).filter((group) => group.includes('but'))).toHaveLength(2)
  })

  it('never have an address of this machine, nor the first or the last of an IPv4 network', () => {
    const all = sourcesOf(rulesetOf())
      .groupsFor('tcp', 22)
      .groups.flatMap(({ parts }) => parts.flatMap(({ spans }) => spans))
    for (const text of ['192.168.1.0', '192.168.1.5', '192.168.1.255'])
      expect(all.some(({ first, last }) => first <= number(text) && number(text) <= last)).toBe(false)
  })

  it('are bounded, and what is left out is counted', () => {
    const lists = Array.from({ length: 300 }, (_, i) => [span(`203.0.${i >> 7}.${2 * (i & 127)}`)])
    const sources = sourcesOf(apartBy(...lists))
    const { groups, untold } = sources.groupsFor('tcp', 22)
    expect([groups.length, untold.map(({ from }) => from)]).toEqual([64, [`${300 + 4 - 64} more groups of addresses`]])
    expect(groups.filter(({ isMain }) => isMain)).toHaveLength(4)
  })

  it('are one for neighbouring rules that differ in their sources alone', () => {
    const lists = Array.from({ length: 300 }, (_, i) => [span(`203.0.${i >> 7}.${2 * (i & 127)}`)])
    expect(told(rulesetOf(...lists)).filter((group) => group.includes('but'))).toHaveLength(1)
  })

  it('are not told apart by rules of other ports', () => {
    const asks: Step = { kind: 'match', key: [{ field: 'tcp dport' }], elements: [[[80n, 90n]]], negated: false }
    const { tables } = rulesetOf([span('203.0.113.7')])
    const [rule] = tables[0]!.chains.get('c')!.rules
    const chains = new Map([['c', { name: 'c', base: null, rules: [{ ...rule!, steps: [asks, ...rule!.steps] }] }]])
    const sources = sourcesOf({ tables: [{ ...tables[0]!, chains }] })
    const count = (transport: 'tcp' | 'udp', port: number) => sources.groupsFor(transport, port).groups.length
    expect([count('tcp', 85), count('tcp', 91), count('udp', 85)]).toEqual([5, 4, 4])
  })

  it('say when a rule looks at single bits', () => {
    const masked: Step = {
      kind: 'match',
      key: [{ field: 'ip saddr', mask: 255n }],
      elements: [[[7n, 7n]]],
      negated: false,
    }
    const rule: Rule = { handle: 1, steps: [masked, drop], tracks: [], text: '' }
    const chains = new Map([['c', { name: 'c', base: null, rules: [rule] }]])
    const untold = (ruleset: Ruleset) => sourcesOf(ruleset).groupsFor('tcp', 22).untold.length
    expect(untold({ tables: [{ family: 'ip', name: 't', chains }] })).toBe(1)
    expect(untold(rulesetOf())).toBe(0)
  })
})
