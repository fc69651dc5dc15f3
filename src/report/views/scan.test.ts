import { expect, test } from 'vitest'
import { goldenScan, goldenScanSummary } from '../golden-inventory.ts'
import { scanView } from './scan.ts'

/** The remarks about hosts with nothing open: four of the golden ones have something to show. */
const quiet = (summary: Partial<typeof goldenScanSummary>) =>
  scanView
    .remarks({ ...goldenScanSummary, pseudoServices: [], ...summary }, goldenScan)
    .map(({ text }) => text)
    .join('\n')

test('hosts with nothing open are told from hosts that are down', () => {
  expect(quiet({})).toContain('192.0.2.11: nothing open (65,535 closed, 3 open|filtered)')
  expect(quiet({ hosts: 258, hostsDown: 253 })).toBe('1 host with nothing open, 253 down.')
  expect(quiet({ hosts: 257, hostsDown: 253 })).toBe('0 hosts with nothing open, 253 down.')
  expect(quiet({ hosts: 1004 })).toBe('1,000 hosts with nothing open.')
  expect(quiet({ hosts: 4 })).toBe('')
})
