import { expect, test } from 'vitest'
import { goldenHead, goldenPorts } from '../golden-inventory.ts'
import { portsView } from './ports.ts'
import { viewContext } from './view.ts'

const head = goldenHead('ports')
const context = viewContext(head)

test.each([
  [0, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [754_000, '12m 34s'],
  [3_600_000, '1h'],
  [3_601_000, '1h'],
  [90_000_000, '1d 1h'],
  [400 * 86_400_000, '400d'],
  [-1, null],
])('%i ms ago reads %s', (age, text) => {
  const since = portsView.columns.find(({ key }) => key === 'age')!
  const listener = { ...goldenPorts[0]!, since: new Date(Date.parse(head.startedAt) - age).toISOString() }
  expect(since.value(listener, context)).toBe(text)
  expect(since.value({ ...listener, since: null }, context)).toBeNull()
})
