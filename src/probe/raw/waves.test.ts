import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Waves } from './waves.ts'

interface Asked {
  readonly position: number
  readonly attempt: number
  readonly at: number
}

/** Walks to the end with a clock that goes on only while there is nothing to ask. `answers` says at which attempt one answers. */
function walk(total: number, windowSize: number, attempts: number, answers: (position: number) => number) {
  const asked: Asked[] = []
  const silent: number[] = []
  const waves = new Waves({
    total,
    windowSize,
    timing: { attempts: () => attempts, answerMs: () => 20 },
    onEnd: (window) => {
      for (let o = window.nextUnsettled(0); o < window.size; o = window.nextUnsettled(o + 1))
        silent.push(window.first + o)
    },
  })
  let now = 0
  for (let steps = 0; !waves.ended && steps < 100_000; steps++) {
    const position = waves.next(now)
    if (position < 0) {
      if (waves.readyAt === Infinity) continue
      expect(waves.readyAt).toBeGreaterThan(now)
      now = waves.readyAt
      continue
    }
    waves.asked(position, now)
    expect(waves.attemptAt(position)).toBe(waves.attempt)
    asked.push({ position, attempt: waves.attempt, at: now })
    if (answers(position) === waves.attempt) expect(waves.settle(position)).toBe(true)
    now += 0.001
  }
  return { asked, silent, waves }
}

describe('waves', () => {
  it('ask each endpoint until it answers, as often as silence deserves, and no more', () => {
    const sizes = fc.record({
      total: fc.integer({ min: 0, max: 300 }),
      windowSize: fc.integer({ min: 1, max: 100 }),
      attempts: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 0, max: 5 })), ({ total, windowSize, attempts }, answers) => {
        const answersAt = (position: number) => answers[position] ?? 9
        const { asked, silent } = walk(total, windowSize, attempts, answersAt)
        const counts = new Map<number, number>()
        for (const { position, attempt } of asked) {
          expect(attempt).toBe(counts.get(position) ?? 0)
          counts.set(position, attempt + 1)
        }
        for (let position = 0; position < total; position++) {
          expect(counts.get(position)).toBe(Math.min(attempts, answersAt(position) + 1))
        }
        const expected = Array.from({ length: total }, (_, i) => i).filter((i) => answersAt(i) >= attempts)
        expect(silent.sort((a, b) => a - b)).toEqual(expected)
      }),
    )
  })

  it('keep the attempts at an endpoint apart, the last one a second from the first', () => {
    const { asked } = walk(100, 30, 3, () => 9)
    for (let position = 0; position < 100; position++) {
      const times = asked.filter((each) => each.position === position).map(({ at }) => at)
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(50)
      // Times are kept in whole microseconds.
      expect(times[2]! - times[0]!).toBeGreaterThan(999.99)
    }
  })

  it('wait for nothing when all have answered', () => {
    const { asked } = walk(1000, 100, 3, () => 0)
    expect(asked.at(-1)!.at).toBeLessThan(2)
  })

  it('wait until the last endpoint of an attempt has really been asked', () => {
    const timing = { attempts: () => 2, answerMs: () => 20 }
    const waves = new Waves({ total: 2, timing, onEnd: () => {} })
    expect([waves.next(0), waves.next(0), waves.next(0)]).toEqual([0, 1, -1])
    waves.asked(0, 0)
    expect(waves.readyAt).toBe(Infinity)
    expect(waves.next(5000)).toBe(-1)
    waves.asked(1, 5000)
    expect(waves.readyAt).toBe(5050)
    expect([waves.next(5050), waves.next(5050)]).toEqual([0, -1])
    expect(waves.readyAt).toBe(6000)
    expect(waves.next(6000)).toBe(1)
  })

  it('take no longer for the last attempt than for the first, and a second', () => {
    const { asked } = walk(5000, 5000, 3, () => 9)
    const [first, last] = [asked[4999]!.at, asked.at(-1)!.at]
    expect(last - first).toBeGreaterThan(999.99)
    expect(last - first).toBeLessThan(1001)
  })

  it('go on at once when silence turns out to deserve more attempts, and wait for the last one', () => {
    let attempts = 2
    const timing = { attempts: () => attempts, answerMs: () => 20 }
    const waves = new Waves({ total: 1, timing, onEnd: () => {} })
    expect(waves.next(0)).toBe(0)
    waves.asked(0, 0)
    expect(waves.next(0)).toBe(-1)
    expect(waves.readyAt).toBe(1000)
    attempts = 3
    expect(waves.readyAt).toBe(50)
    expect(waves.next(100)).toBe(0)
    waves.asked(0, 100)
    expect([waves.next(100), waves.next(999)]).toEqual([-1, -1])
    expect(waves.next(1000)).toBe(0)
  })

  it('make an attempt a second after the first, even when silence turns out to deserve fewer', () => {
    let attempts = 4
    const timing = { attempts: () => attempts, answerMs: () => 20 }
    const waves = new Waves({ total: 1, timing, onEnd: () => {} })
    for (const at of [0, 50, 100]) {
      expect(waves.next(at)).toBe(0)
      waves.asked(0, at)
      expect(waves.next(at)).toBe(-1)
    }
    attempts = 3
    expect(waves.next(999)).toBe(-1)
    expect(waves.next(1000)).toBe(0)
    waves.asked(0, 1000)
    expect([waves.next(1000), waves.next(1100), waves.ended]).toEqual([-1, -1, true])
  })

  it('wait anew for what was held up', () => {
    const timing = { attempts: () => 2, answerMs: () => 20 }
    const waves = new Waves({ total: 1, timing, onEnd: () => {} })
    expect(waves.next(0)).toBe(0)
    waves.asked(0, 0)
    expect(waves.next(1)).toBe(-1)
    waves.heldUp(700)
    expect(waves.readyAt).toBe(1700)
  })

  it('go on with later windows while earlier ones wait', () => {
    const { asked } = walk(300, 100, 2, () => 9)
    expect(asked.slice(0, 300).every(({ attempt }) => attempt === 0)).toBe(true)
  })

  it('tell how long ago an endpoint was asked, over the wrap of the clock too', () => {
    const timing = { attempts: () => 1, answerMs: () => 20 }
    const waves = new Waves({ total: 1, timing, onEnd: () => {} })
    const start = 2 ** 32 / 1000 - 5
    expect(waves.next(start)).toBe(0)
    waves.asked(0, start)
    expect(waves.windowOf(0)!.sinceAsked(0, start + 12.5)).toBeCloseTo(12.5, 2)
  })
})
