import { expect, it } from 'vitest'
import { identification } from './identification.ts'
import { paceOf } from './plan.ts'

it.each([
  [{}, { perHost: 300, total: 3_000 }, 4, 1_000],
  [{ pace: 'polite' }, { perHost: 40, total: 1_000 }, 2, 1_000],
  [{ rate: 20 }, { perHost: 20, total: 20 }, 4, 20],
  [{ timing: 1 }, { perHost: 1 / 15, total: 1 / 15 }, 1, 1],
  [{ rate: 'max' }, { perHost: Infinity, total: Infinity }, 4, 1_000],
] as const)('asks services at the pace of %j', (chosen, rates, hostConnections, connections) => {
  const wish = identification({ service: true }, paceOf({ targets: [], ...chosen }))
  expect(wish?.options).toMatchObject({ rates, hostConnections, connections })
})
