import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Retry, RetryQueue } from './retry-queue.ts'

test('hands out what was put in, in order, however it grows and wraps', () => {
  const step = fc.record({ push: fc.nat(1500), shift: fc.nat(1500) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const queue = new RetryQueue()
      const model: number[] = []
      let head = 0
      const out: Retry = { position: 0, sentAt: 0, attempts: 0, failures: 0 }
      let next = 0
      for (const { push, shift } of steps) {
        for (let i = 0; i < push; i++) {
          const position = 2 ** 40 + next++
          model.push(position)
          queue.push({ position, sentAt: next, attempts: next % 9, failures: next % 5 }, next)
        }
        const expected = model.slice(head, head + shift)
        head += expected.length
        if (expected.length > 0) expect(queue.readyAt).toBe(expected[0]! - 2 ** 40 + 1)
        const seen = expected.map(() => {
          queue.shift(out)
          return out.attempts === out.sentAt % 9 && out.failures === out.sentAt % 5 ? out.position : -1
        })
        expect(seen).toEqual(expected)
        expect(queue.count).toBe(model.length - head)
      }
    }),
    { numRuns: 30 },
  )
})

test('an empty queue is never ready', () => {
  expect(new RetryQueue().readyAt).toBe(Infinity)
})
