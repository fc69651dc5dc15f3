import { describe, expect, it } from 'vitest'
import { type Family, parseAddress, spanText } from '../lib/address.ts'
import type { Machine } from './packet.ts'
import type { Element, Rule, Ruleset, Step } from './ruleset.ts'
import { sourceGroups } from './source-groups.ts'
import type { Surroundings } from './surroundings.ts'

const number = (text: string): bigint => parseAddress(text)!.value
const span = (first: string, last = first): Element => [[number(first), number(last)]]
const lan = { device: 'eth0', family: 4, first: number('192.168.1.0'), last: number('192.168.1.255') } as const
const surroundings: Surroundings = {
  networks: [lan],
  own: [{ family: 4, address: number('192.168.1.5') }],
  boundaries: (family) => (family === 4 ? [number('10.8.0.0'), number('10.9.0.0')] : []),
}
const machine: Pick<Machine, 'isOwn' | 'egressTo'> = {
  isOwn: (_, address) => address === number('192.168.1.5'),
  egressTo: (_, address) => (address >> 16n === number('10.8.0.0') >> 16n ? 'tun0' : 'eth0'),
}

const drop: Step = { kind: 'verdict', verdict: { kind: 'drop' } }

function rulesetOf(...lists: readonly (readonly Element[])[]): Ruleset {
  const rules = lists.map((elements, handle): Rule => {
    const asks: Step = { kind: 'match', key: [{ field: 'ip saddr' }], elements, negated: false }
    return { handle, steps: [asks, drop], tracks: [], text: '' }
  })
  return { tables: [{ family: 'ip', name: 't', chains: new Map([['c', { name: 'c', base: null, rules }]]) }] }
}

function groupsOf(ruleset: Ruleset, family: Family = 4) {
  return sourceGroups(ruleset, machine as Machine, surroundings, family)
}

const told = (ruleset: Ruleset) =>
  groupsOf(ruleset).groups.map(({ class: { kind }, ingress, isMain, spans }) =>
    [
      kind,
      ingress,
      isMain ? 'main' : 'but',
      spans
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
    const apart = rulesetOf([span('203.0.113.0', '203.0.113.15')], [span('198.51.100.7')])
    expect(told(apart).filter((group) => group.includes('but'))).toHaveLength(2)
  })

  it('never have an address of this machine, nor the first or the last of an IPv4 network', () => {
    const all = groupsOf(rulesetOf()).groups.flatMap(({ spans }) => spans)
    for (const text of ['192.168.1.0', '192.168.1.5', '192.168.1.255'])
      expect(all.some(({ first, last }) => first <= number(text) && number(text) <= last)).toBe(false)
  })

  it('are bounded, and what is left out is counted', () => {
    const lists = Array.from({ length: 300 }, (_, i) => [span(`203.0.${i >> 8}.${i & 255}`)])
    const { groups, leftOut } = groupsOf(rulesetOf(...lists))
    expect([groups.length, leftOut]).toEqual([256, 300 + 4 - 256])
    expect(groups.filter(({ isMain }) => isMain)).toHaveLength(4)
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
    expect(groupsOf({ tables: [{ family: 'ip', name: 't', chains }] }).looksAtBits).toBe(true)
    expect(groupsOf(rulesetOf()).looksAtBits).toBe(false)
  })
})
