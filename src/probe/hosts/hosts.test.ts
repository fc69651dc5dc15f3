import { expect, test } from 'vitest'
import { Hosts } from './hosts.ts'

const hosts = 65_536

test('a host that shares its row loses it to the next, with all that was known of it', () => {
  const table = new Hosts(2 * hosts, () => true)
  const row = table.row(7)
  table.answered(row, 5)
  expect(table.keeps(row, 7)).toBe(true)
  expect(table.row(7 + hosts)).toBe(row)
  // What comes late for the first must not be put down to the second.
  expect(table.keeps(row, 7)).toBe(false)
  expect(table.keeps(row, 7 + hosts)).toBe(true)
  expect(table.timeoutMs(row)).toBe(-1)
})

test('a row that somebody still needs is not given away', () => {
  const table = new Hosts(2 * hosts, () => false)
  expect(table.row(7)).toBe(7)
  expect(table.row(7 + hosts)).toBe(-1)
})
