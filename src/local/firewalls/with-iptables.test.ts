import { describe, expect, it } from 'vitest'
import type { Rule, Ruleset, Step } from '../../firewall/ruleset.ts'
import { IptablesError } from './iptables-save.ts'
import { type IptablesTexts, withIptables } from './with-iptables.ts'

const accept: Step = { kind: 'verdict', verdict: { kind: 'accept' } }
const fromNft = (handle: number, text: string, ...steps: Step[]): Rule => ({ handle, steps, tracks: [4, 6], text })
const native = fromNft(4, 'tcp dport 22 counter packets 0 bytes 0 accept', accept)
const counted = { ...native, packets: 7 }
const opaque = fromNft(7, 'meta l4proto tcp counter accept', { kind: 'unknown', what: 'xt multiport' }, accept)

function ruleset(...rules: Rule[]): Ruleset {
  return {
    tables: [{ family: 'ip', name: 'filter', chains: new Map([['INPUT', { name: 'INPUT', base: null, rules }]]) }],
  }
}

const listing = (...rules: string[]) =>
  [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ...rules.map((rule) => `-A INPUT ${rule}`),
    'COMMIT',
    '',
  ].join('\n')
const nothing: IptablesTexts = { nft: { 4: null, 6: null }, legacy: { 4: null, 6: null }, sets: null }
const multiport = '-p tcp -m multiport --dports 22,80 -j ACCEPT'
const nft = (...rules: string[]): IptablesTexts => ({ ...nothing, nft: { 4: listing(...rules), 6: null } })
const rulesOf = ({ tables }: Ruleset) => tables[0]!.chains.get('INPUT')!.rules

describe('a table that iptables writes to nft', () => {
  const joined = withIptables(ruleset(native, opaque), nft('-p tcp -m tcp --dport 22 -j ACCEPT', multiport))

  it('has its words, and the handles of the kernel', () => {
    expect(joined.tables[0]?.tool).toBe('iptables-nft')
    expect(rulesOf(joined).map(({ handle, text, tracks }) => [handle, text, tracks])).toEqual([
      [4, '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT', []],
      [7, `-A INPUT ${multiport}`, []],
    ])
  })

  it('has counted what nft says', () => {
    const table = withIptables(ruleset(counted), nft('-p tcp -m tcp --dport 22 -j ACCEPT'))
    expect(rulesOf(table)[0]?.packets).toBe(7)
  })

  it('has of its rules what nft cannot tell', () => {
    const [first, second] = rulesOf(joined)
    expect(first?.steps).toBe(native.steps)
    expect(second?.steps).toMatchObject([
      { key: [{ field: 'meta l4proto' }] },
      { key: [{ field: 'th dport' }], elements: [[[22n, 22n]], [[80n, 80n]]] },
      accept,
    ])
  })

  it.each<[string, Ruleset, IptablesTexts]>([
    ['has other rules than it tells', ruleset(opaque), nft(multiport, multiport)],
    ['is of another family', ruleset(opaque), { ...nothing, nft: { 4: null, 6: listing(multiport) } }],
    ['is not told', ruleset(opaque), nothing],
    ['does not count, as a table of nft', ruleset(fromNft(1, 'accept', accept)), nft('-j ACCEPT')],
  ])('stays as nft has it when it %s', (_, rules, texts) => {
    expect(withIptables(rules, texts)).toEqual(rules)
  })
})

it('a legacy table comes besides one of the same name', () => {
  const { tables } = withIptables(ruleset(native), { ...nothing, legacy: { 4: listing(multiport), 6: listing() } })
  expect(tables.map(({ family, name, tool }) => [family, name, tool])).toEqual([
    ['ip', 'filter', undefined],
    ['ip', 'filter (legacy)', 'iptables-legacy'],
    ['ip6', 'filter (legacy)', 'iptables-legacy'],
  ])
})

it('what is in a set that rules of any table change is not known', () => {
  const sets = 'create s hash:ip family inet\nadd s 10.0.0.1\n'
  const asking = '-m set --match-set s src -j DROP'
  const steps = (texts: IptablesTexts) =>
    withIptables({ tables: [] }, texts).tables[0]?.chains.get('INPUT')?.rules[0]?.steps
  const legacy = { 4: listing(asking), 6: null }
  expect(steps({ ...nothing, legacy, sets })?.[0]).toMatchObject({ kind: 'match', key: [{ field: 'ip saddr' }] })
  const changing = nft('-j SET --add-set s src')
  expect(steps({ ...changing, legacy, sets })?.[0]).toMatchObject({ kind: 'unknown' })
})

it('refuses what is no listing', () => {
  expect(() => withIptables(ruleset(), { ...nothing, legacy: { 4: 'Permission denied', 6: null } })).toThrow(
    IptablesError,
  )
})
