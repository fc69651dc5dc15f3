import { describe, expect, it, test } from 'vitest'
import type { Look } from '../model/change.ts'
import type { State } from '../model/unions.ts'
import { aboutChange, lastLooks, proofsOf } from './verification.ts'

const look = (state: State | null, vantage = 'home', address = '192.0.2.5', at: string | null = null): Look => ({
  ...{ vantage, address, state, at },
})
const proven = (before: readonly Look[], after: readonly Look[], mayCome: string | null = null) =>
  proofsOf({ before, after, mayCome }).map(({ vantage, result, views }) => [
    `${vantage}: ${result}`,
    ...views.map(({ address, before: was, after: is }) => `${address} ${was} ${is}`),
  ])

describe('what a vantage proves', () => {
  it('is that it is closed, where it was open from there and is not any more', () => {
    for (const state of ['closed', 'filtered', 'open|filtered'] as const)
      expect(proven([look('open')], [look(state)])).toEqual([['home: closed', `192.0.2.5 open ${state}`]])
  })

  it('is that it is open, whatever it was before and at whatever address', () => {
    const other = look('open', 'home', 'fd00::5')
    expect(proven([look('open')], [look('filtered'), other])).toEqual([['home: open', 'fd00::5 undefined open']])
    expect(proven([look('filtered')], [look('open')])[0]?.[0]).toBe('home: open')
  })

  it('is nothing where it was not open from there before, or nobody looked, or it does not say', () => {
    expect(proven([look('filtered')], [look('filtered')])).toEqual([['home: unproven', '192.0.2.5 filtered filtered']])
    expect(proven([], [look('filtered')])).toEqual([['home: unproven', '192.0.2.5 undefined filtered']])
    expect(proven([look('open')], [])).toEqual([['home: unproven', '192.0.2.5 open undefined']])
    expect(proven([look('open')], [look(null)])).toEqual([['home: unproven', '192.0.2.5 open null']])
    expect(proven([look('open')], [look('unfiltered')])[0]?.[0]).toBe('home: unproven')
  })

  it('is nothing of all as long as one address that was open is not known to be shut', () => {
    const [here, there] = [look('open'), look('open', 'home', 'fd00::5')]
    const after = [look('filtered'), look(null, 'home', 'fd00::5')]
    expect(proven([here, there], after)[0]?.[0]).toBe('home: unproven')
    expect(proven([here, there], [look('filtered'), { ...there, state: 'filtered' }])[0]?.[0]).toBe('home: closed')
  })

  it('is not that somebody gets in who is meant to', () => {
    expect(proven([look('open')], [look('open')], 'from 10.0.0.0/8')[0]?.[0]).toBe('home: let in')
  })

  it('is its own: what another vantage saw before is not what it saw', () => {
    expect(proven([look('open', 'office')], [look('filtered')]).map(([first]) => first)).toEqual([
      'office: unproven',
      'home: unproven',
    ])
  })
})

test('of what was seen of an address the last counts', () => {
  expect(lastLooks([look('open'), look('open', 'office')], [look('filtered')]).map(({ state }) => state)).toEqual([
    'filtered',
    'open',
  ])
})

test('what was seen before a change proves nothing after it, nor what does not say when it was seen', () => {
  const at = (time: string | null) => look('open', 'home', '192.0.2.5', time)
  const [early, late] = [at('2026-11-22T09:59:59.999Z'), at('2026-11-22T10:00:00.000Z')]
  expect(aboutChange([early, late, at(null)], '2026-11-22T10:00:00.000Z')).toEqual({
    ...{ before: [early], after: [late], undated: [at(null)] },
  })
})
