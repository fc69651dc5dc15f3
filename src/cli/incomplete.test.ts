import { expect, test } from 'vitest'
import { interruptionText } from './incomplete.ts'

const summary = { complete: false, unprobed: 24_739, endpoints: 25_600 }

test('an interruption is told where the format has no place for it', async () => {
  const line = 'interrupted: 24,739 of 25,600 endpoints have no state'
  expect(await interruptionText(summary, { color: true, format: 'jsonl' })).toBe(line)
  expect(await interruptionText(summary, { color: true, output: ['results.csv'] })).toBe(line)
  expect(await interruptionText({ ...summary, unprobed: 1 }, { color: true, format: 'csv' })).toBe(
    'interrupted: 1 of 25,600 endpoints has no state',
  )
  expect(await interruptionText(summary, { color: true, format: 'json', output: ['a.html'] })).toBeNull()
  expect(await interruptionText(summary, { color: true })).toBeNull()
  expect(await interruptionText({ ...summary, complete: true }, { color: true, format: 'csv' })).toBeNull()
})
