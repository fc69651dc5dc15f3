import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextOf } from './candidates.ts'
import type { Field } from './fields.ts'
import { judge } from './judge.ts'
import type { Packet } from './packet.ts'
import type { Interval, Rule, Ruleset, Step } from './ruleset.ts'
import { testMachine } from './test-machine.ts'

const network = 10n << 24n
const self = network + 99n
const machine = testMachine([self])

const drop: Step = { kind: 'verdict', verdict: { kind: 'drop' } }
const interval = fc
  .tuple(fc.nat(40), fc.nat(40))
  .map(([a, b]): Interval => [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))])
const fields: readonly Field[] = [
  ...(['ip saddr', 'ip6 saddr', 'tcp dport', 'udp dport', 'th dport', 'meta l4proto', 'tcp sport'] as const),
]
const match = fc
  .record({
    field: fc.constantFrom(...fields),
    intervals: fc.array(interval, { minLength: 1, maxLength: 3 }),
    negated: fc.boolean(),
  })
  .map(({ field, intervals, negated }): Step => {
    const start = field === 'ip saddr' ? network : 0n
    const elements = intervals.map(([first, last]) => [[start + first, start + last]] as const)
    return { kind: 'match', key: [{ field }], elements, negated }
  })
const limit: Step = { kind: 'limit', over: true, text: 'x' }
const rules = fc
  .array(fc.array(fc.oneof({ weight: 4, arbitrary: match }, fc.constant(limit)), { maxLength: 3 }), {
    minLength: 16,
    maxLength: 80,
  })
  .map((all) => all.map((steps, handle): Rule => ({ handle, steps: [...steps, drop], tracks: [], text: '' })))
const packet = fc.record({
  source: fc.nat(40),
  port: fc.nat(40),
  transport: fc.constantFrom('tcp' as const, 'udp' as const),
})

function rulesetOf(rules: readonly Rule[]): Ruleset {
  const base = { hook: 'input', type: 'filter', priority: 0, policy: 'accept', devices: [] } as const
  return { tables: [{ family: 'inet', name: 't', chains: new Map([['c', { name: 'c', base, rules }]]) }] }
}

it('leaves out no rule that holds: a long chain decides as its rules do one by one', () => {
  let decided = 0
  fc.assert(
    fc.property(rules, packet, (all, { source, port, transport }) => {
      const asked: Packet = {
        ...{ family: 4, transport, source: network + BigInt(source), destination: self, destinationPort: port },
        ...{ sourcePort: 30, ingress: 'eth0' },
      }
      const alone = (rule: Rule) => judge(rulesetOf([rule]), machine, asked).verdict === 'drop'
      const { decidedBy } = judge(rulesetOf(all), machine, asked)
      expect(decidedBy?.rule?.handle).toBe(all.find(alone)?.handle)
      decided += decidedBy?.rule === null ? 0 : 1
    }),
    { numRuns: 300 },
  )
  expect(decided).toBeGreaterThan(100)
})

it('finds the next bit that is set', () => {
  const bits = fc.array(fc.boolean(), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(bits, fc.nat(110), (all, from) => {
      const words = new Uint32Array(Math.ceil(all.length / 32))
      for (const [i, isSet] of all.entries()) if (isSet) words[i >>> 5]! |= 1 << (i & 31)
      const next = all.findIndex((isSet, i) => isSet && i >= from)
      expect(nextOf(words, from, all.length)).toBe(next < 0 ? all.length : next)
    }),
  )
})
