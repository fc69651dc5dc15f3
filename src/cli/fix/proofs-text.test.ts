import { expect, test } from 'vitest'
import type { Look } from '../../model/change.ts'
import type { State } from '../../model/unions.ts'
import { proofsOf } from '../../remediation/verification.ts'
import { proofText, provenText, seenText } from './proofs-text.ts'

const endpoint = { address: '192.0.2.5', transport: 'tcp', port: 5432 } as const
const look = (state: State | null, address = '192.0.2.5', vantage = 'home'): Look => ({
  ...{ vantage, address, state, at: null },
})
const told = (before: readonly Look[], after: readonly Look[], mayCome: string | null = null) =>
  proofsOf({ before, after, mayCome }).map((proof) => proofText(proof, endpoint, mayCome))

test('addresses of which the same was seen stand together', () => {
  const both = (state: State) => [look(state), look(state, 'fd00::5')]
  expect(told(both('open'), both('filtered'))).toEqual([
    'Verified closed from home: 192.0.2.5:5432/tcp and [fd00::5]:5432/tcp before open, now filtered.',
  ])
  expect(told(both('open'), [look('filtered'), look('open', 'fd00::5')])).toEqual([
    'NOT closed: home still gets in: [fd00::5]:5432/tcp before open, now open.',
  ])
})

test('what proves little says why', () => {
  expect(told([look('filtered')], [look('filtered')])[0]).toContain('it did not get in before either')
  expect(told([], [look('filtered')])[0]).toContain('nobody looked from there before')
  expect(told([look('open')], [])[0]).toContain('nobody has looked from there since')
  expect(told([look('open')], [look(null)])[0]).toContain('now not told; what it does not say may be open')
  expect(told([look('open')], [look('open')], 'by wg0')[0]).toBe(
    'home gets in, which is right only if it comes by wg0: 192.0.2.5:5432/tcp before open, now open.',
  )
})

test('a list has what is proven, in a word', () => {
  const kept = (before: readonly Look[], after: readonly Look[]) =>
    provenText({ addresses: [], mayCome: null, changedAt: null, before: [...before], after: [...after] })
  const both = [look('open'), look('open', '192.0.2.5', 'office')]
  expect(kept(both, [look('filtered')])).toBe(', verified closed from home')
  expect(kept(both, [look('filtered'), both[1]!])).toBe(', seen OPEN from office')
  expect([kept([], []), provenText(null)]).toEqual(['', ''])
})

test('the name of a vantage does nothing to the terminal', () => {
  const hostile = look('open', '192.0.2.5', 'h\u001b[2Jome')
  expect(seenText([hostile], endpoint)).not.toContain('\u001b')
  expect(told([hostile], [hostile])[0]).not.toContain('\u001b')
})
