import { expect, it } from 'vitest'
import { namedPorts } from './named-ports.ts'
import type { Rule, Step, Verdict } from './ruleset.ts'

const to = (first: number, last = first, mask?: bigint): Step => ({
  ...{ kind: 'match', key: [{ field: 'tcp dport', ...(mask !== undefined && { mask }) }], negated: false },
  elements: [[[BigInt(first), BigInt(last)]]],
})
const then = (verdict: Verdict): Step => ({ kind: 'verdict', verdict })
const [accept, drop] = [then({ kind: 'accept' }), then({ kind: 'drop' })]

function named(...rules: readonly (readonly Step[])[]) {
  const all = rules.map((steps, i): Rule => ({ handle: i + 1, steps, tracks: [], text: '' }))
  const chains = new Map([['c', { name: 'c', base: null, rules: all }]])
  return namedPorts({ tables: [{ family: 'inet', name: 't', chains }] }).map(
    ({ transport, first, last, places, sentOnAt }) => ({
      ...{ ports: `${transport} ${first}-${last}`, by: [...places].map((place) => place.split(' ').at(-1)).join() },
      sentOn: [...sentOnAt].length,
    }),
  )
}

it('are the ports of a range as one, cut where any rule tells some of them apart', () => {
  expect(named([to(6000, 6100), accept])).toEqual([{ ports: 'tcp 6000-6100', by: '1', sentOn: 0 }])
  const cut = named([to(6000, 6100), accept], [to(6050), drop], [to(6090, 6200), accept])
  expect(cut).toEqual([
    { ports: 'tcp 6000-6049', by: '1', sentOn: 0 },
    { ports: 'tcp 6050-6050', by: '1', sentOn: 0 },
    { ports: 'tcp 6051-6089', by: '1', sentOn: 0 },
    { ports: 'tcp 6090-6100', by: '1,3', sentOn: 0 },
    { ports: 'tcp 6101-6200', by: '3', sentOn: 0 },
  ])
})

it('are not those of rules that forbid, or ask who is not among them', () => {
  expect(named([to(22), drop], [{ ...to(23), negated: true } as Step, accept])).toEqual([])
})

it('of rules that only send packets on are told apart', () => {
  expect(named([to(30080), then({ kind: 'jump', chain: 'c' })])).toEqual([
    { ports: 'tcp 30080-30080', by: '', sentOn: 1 },
  ])
})

it('are each for itself where a rule looks at single bits of a port', () => {
  const odd = [to(1, 1, 1n), drop]
  expect(named(odd, [to(80, 82), accept]).map(({ ports }) => ports)).toEqual(['tcp 80-80', 'tcp 81-81', 'tcp 82-82'])
  expect(named(odd, [to(1000, 2000), accept])).toEqual([])
})
