import { expect, test } from 'vitest'
import { Loss } from './loss.ts'

test('without loss silence deserves the base', () => {
  const loss = new Loss()
  for (let i = 0; i < 10_000; i++) loss.answered(0, true)
  expect(loss.attempts(2)).toBe(2)
})

test('asks until fewer than 0.01 open ports are expected to be missed', () => {
  const loss = new Loss()
  for (let i = 0; i < 9600; i++) loss.answered(0, true)
  for (let i = 0; i < 400; i++) loss.answered(1, true)
  const attempts = loss.attempts(2)
  expect(10_000 * loss.rate ** attempts).toBeLessThan(0.011)
  expect(10_000 * loss.rate ** (attempts - 1)).toBeGreaterThan(0.01)
})

test('gives up after eight attempts on a path that loses nearly all', () => {
  const loss = new Loss()
  for (let i = 0; i < 100; i++) loss.answered(7, true)
  expect(loss.attempts(2)).toBe(8)
})
