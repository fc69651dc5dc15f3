import { expect, it } from 'vitest'
import { timeLimit } from './time-limit.ts'

it('is up after a second, and not before', () => {
  let nowMs = 5
  const isUp = timeLimit(() => nowMs)
  expect(isUp()).toBe(false)
  nowMs = 1_005
  expect(isUp()).toBe(false)
  nowMs = 1_006
  expect(isUp()).toBe(true)
})
