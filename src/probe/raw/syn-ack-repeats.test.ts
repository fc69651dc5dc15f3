import { describe, expect, it } from 'vitest'
import { looksRepeated } from './syn-ack-repeats.ts'

describe('a SYN-ACK', () => {
  it.each([1000, 1040, 1200, 3000, 3100, 7500])(
    '%i ms after its SYN looks repeated where round trips take 80 ms',
    (elapsed) => {
      expect(looksRepeated(elapsed, elapsed, 80)).toBe(true)
    },
  )

  it.each([1, 80, 999, 1206, 2000, 2999, 3456])('%i ms after its SYN does not', (elapsed) => {
    expect(looksRepeated(elapsed, elapsed, 80)).toBe(false)
  })

  it('never looks repeated where round trips take a second', () => {
    expect(looksRepeated(1050, 1050, 1000)).toBe(false)
  })

  it('may be one as soon as it can be, when it is not known exactly which SYN it answers', () => {
    expect(looksRepeated(200, 1100, 80)).toBe(true)
    expect(looksRepeated(200, 990, 80)).toBe(false)
    expect(looksRepeated(1300, 2900, 80)).toBe(false)
  })
})
