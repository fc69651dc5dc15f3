import { describe, expect, it } from 'vitest'
import { SystemCallError } from '../../libc/library.ts'
import { newAttempt } from '../attempt.ts'
import type { Lane } from './lane.ts'
import { Releaser, type ReleaserOptions } from './releaser.ts'
import { Window } from './window.ts'

const size = 100_000
const lane = { distance: 'beyond' } as Lane

/** A releaser whose packets are written down instead of sent. */
function releaser(options: Partial<ReleaserOptions> = {}) {
  const window = new Window(size)
  window.reset(0, size)
  const released: number[] = []
  const path = { answerMs: 400, samples: 0 }
  const runner = {
    now: 0,
    laneTo: () => lane,
    follow: (attempt: { readonly position: number }) => released.push(attempt.position) > 0,
    flushAndListen: () => {
      runner.now += 1
    },
  }
  const under = new Releaser({
    ...{ perSecond: 3000, runner, path, lanes: { outlets: [] }, waves: { windowOf: () => window } },
    ...{ aborted: () => false, aim: () => {}, follow: () => {}, ...options },
  })
  const attempt = newAttempt()
  return {
    ...{ under, window, path, released, runner },
    sent(position: number) {
      attempt.position = position
      under.sent(attempt, runner.now)
    },
    turnAt(ms: number) {
      runner.now = ms
      under.turn()
    },
  }
}

describe('a releaser', () => {
  it('follows who stays silent after three seconds, and nobody else', () => {
    const { sent, turnAt, window, released } = releaser()
    for (const position of [1, 2, 3]) sent(position)
    window.settle(2)
    turnAt(2999)
    expect(released).toEqual([])
    turnAt(3000)
    expect(released).toEqual([1, 3])
  })

  it('follows them sooner where many are silent and answers come sooner; but never within a second, nor before answers come', () => {
    const { sent, turnAt, path, released } = releaser()
    for (let position = 0; position < 2000; position++) sent(position)
    path.samples = 1
    path.answerMs = 1500
    turnAt(1499)
    expect(released).toEqual([])
    turnAt(1500)
    expect(released.length).toBeGreaterThan(0)
    path.answerMs = 50
    const quick = releaser()
    for (let position = 0; position < 2000; position++) quick.sent(position)
    quick.path.samples = 1
    quick.path.answerMs = 50
    quick.turnAt(999)
    expect(quick.released).toEqual([])
    quick.turnAt(1000)
    expect(quick.released.length).toBeGreaterThan(0)
  })

  it('is full of silent probes, not of answered ones', () => {
    const { under, sent, turnAt, window } = releaser()
    for (let position = 0; position <= 3072; position++) sent(position)
    expect(under.full).toBe(true)
    window.settle(3000)
    turnAt(20)
    expect(under.full).toBe(false)
  })

  it.each([
    { perSecond: 3000, scanners: 1, room: 3072 },
    { perSecond: 3000 / 16, scanners: 16, room: 192 },
    { perSecond: 10_000, scanners: 1, room: Infinity },
    { perSecond: 10_000 / 4, scanners: 4, room: Infinity },
  ])('has room for $room probes at $perSecond a second, one of $scanners', ({ perSecond, scanners, room }) => {
    const { under, sent } = releaser({ perSecond, scanners })
    for (let position = 0; position < Math.min(room, 70_000); position++) sent(position)
    expect(under.full).toBe(false)
    sent(70_001)
    expect(under.full).toBe(room < Infinity)
  })

  it('keeps to the pace, at the end too', () => {
    const { under, window, sent, runner, released } = releaser({ perSecond: 1000 })
    for (let position = 0; position < 500; position++) sent(position)
    under.settle(window)
    under.turn()
    // What may go at once after a pause: 20 ms of the rate.
    expect(released).toHaveLength(20)
    under.finish()
    expect(released).toHaveLength(500)
    expect(runner.now).toBeGreaterThanOrEqual(480)
  })

  it('ends in time, where the pace does not let it come to its end', () => {
    const { under, window, sent, runner, released } = releaser({ perSecond: 0.5 })
    for (let position = 0; position < 10; position++) sent(position)
    under.settle(window)
    under.finish()
    expect(released.length).toBeLessThan(5)
    expect(runner.now).toBeLessThan(5000)
  })

  it('leaves it at that where the link is gone, for the results are whole', () => {
    const runner = {
      now: 0,
      laneTo: () => lane,
      follow: () => true,
      flushAndListen(): void {
        throw new SystemCallError('sendmmsg', 100)
      },
    }
    const { under, sent } = releaser({ runner })
    sent(1)
    expect(() => under.finish()).not.toThrow()
  })
})
