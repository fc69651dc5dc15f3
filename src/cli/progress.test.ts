import { describe, expect, it } from 'vitest'
import { words } from './progress.ts'

describe('what stands beside the progress bar', () => {
  it('is the rate so far and the time that the rest takes at it', () => {
    const progress = { done: 6_000, total: 66_000, sent: 7_500, open: 3 }
    expect(words(progress, 6_000)).toEqual({ done: '6,000', of: '66,000', open: '3', rate: '1,250', left: '1m 00s' })
  })

  it.each([
    [1, 10, 1_000, '9s'],
    [1, 3, 3_600_000, '2h 00m'],
    [10, 10, 5_000, '0s'],
    [0, 10, 5_000, '?'],
  ])('%i of %i after %i ms leaves %s', (done, total, elapsedMs, left) => {
    expect(words({ done, total, sent: done, open: 0 }, elapsedMs).left).toBe(left)
  })
})
