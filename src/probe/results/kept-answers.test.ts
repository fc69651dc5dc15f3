import { expect, it } from 'vitest'
import { KeptAnswers, longestAnswer } from './kept-answers.ts'

const bytes = Uint8Array.from({ length: longestAnswer + 1 }, (_, i) => i % 256)

it('keeps a copy of as many as there is a use for', () => {
  const kept = new KeptAnswers(2)
  const answer = kept.keep(bytes, 1, 3, 64)
  expect(answer).toEqual({ ttl: 64, bytes: Uint8Array.of(1, 2) })
  expect(answer?.bytes.buffer).not.toBe(bytes.buffer)
  expect(kept.keep(bytes, 0, longestAnswer, null)?.bytes).toHaveLength(longestAnswer)
  expect(kept.keep(bytes, 0, 1, null)).toBeUndefined()
})

it('keeps nothing empty, nothing longer than is useful, and no more in all than its bound', () => {
  const kept = new KeptAnswers(Infinity)
  expect(kept.keep(bytes, 3, 3, null)).toBeUndefined()
  expect(kept.keep(bytes, 0, longestAnswer + 1, null)).toBeUndefined()
  let count = 0
  while (count < 10_000 && kept.keep(bytes, 0, longestAnswer, null) !== undefined) count++
  expect(count * longestAnswer).toBe(16 << 20)
})
