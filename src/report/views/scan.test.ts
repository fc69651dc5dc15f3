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

test('why an endpoint has no state is said, with a remark in it too', () => {
  const told = (causes: string) =>
    scanView
      .warnings({
        ...goldenScanSummary,
        endpoints: 2,
        complete: false,
        notes: [`1 endpoint has no state (${causes} 1)`],
      })
      .map(({ text }) => text)
  expect(told('EMFILE')).toEqual(['Not complete: 1 of 2 endpoints has no state (EMFILE)'])
  expect(told('left alone as fragile (--fragile asks it)')).toEqual([
    'Not complete: 1 of 2 endpoints has no state (left alone as fragile (--fragile asks it))',
  ])
})
