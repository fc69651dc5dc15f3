import { expect, it } from 'vitest'
import { wantsScanner } from './wants-scanner.ts'

const isRoot = process.geteuid?.() === 0

it.each([
  'scan 192.0.2.1',
  'scan -sS 192.0.2.1 -p-',
  'scan -sU 192.0.2.1',
  'scan --engine raw 192.0.2.1',
  'scan --no-such-option',
])('root: %s', (line) => {
  expect(wantsScanner(line.split(' '))).toBe(isRoot)
})

it.each([
  '',
  'scan',
  'ports',
  'scan --help',
  'scan 192.0.2.1 --dry-run',
  'scan -sT 192.0.2.1',
  'scan --connect 192.0.2.1',
  'scan 192.0.2.1 --engine=connect',
  'scan 192.0.2.1 --engine connect',
  'scan --driver node 192.0.2.1',
  'scan --resume 20261122-061339-3fa8',
])('nobody: %s', (line) => {
  expect(wantsScanner(line.split(' '))).toBe(false)
})
