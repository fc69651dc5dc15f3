import { expect, test } from 'vitest'
import type { PreparedFix } from '../../prepare/fix.ts'
import type { EndpointChange } from '../../remediation/dry-run.ts'
import { dryRunText } from './dry-run-text.ts'

const change = (address: string, from: string): EndpointChange => ({
  ...{ address, from, transport: 'tcp', port: 22, before: 'accept', after: 'drop' },
})
const text = (changes: readonly EndpointChange[]) => {
  const told = { plan: { title: 'Close it' }, dryRun: { changes, sessions: [] }, ssh: { found: 'all' } }
  return dryRunText(told as unknown as PreparedFix)
    .split('\n')
    .slice(2, -3)
}

test('each address has a line, but for link-local ones', () => {
  const all = ['fe80::1', 'fe80::2'].flatMap((address) => ['a', 'b'].map((from) => change(address, from)))
  expect(text([change('10.0.0.5', 'a'), change('10.0.0.5', 'b'), ...all])).toEqual([
    '  10.0.0.5:22/tcp from a: accept → drop',
    '  10.0.0.5:22/tcp from b: accept → drop',
    '  22/tcp of link-local addresses from a and b: accept → drop',
  ])
})

test('of very many the first are shown, and the others counted', () => {
  const lines = text(Array.from({ length: 50 }, (_, i) => change(`10.0.0.${i}`, 'a')))
  expect([lines.length, lines.at(-1)]).toEqual([41, '  and 10 others'])
})
