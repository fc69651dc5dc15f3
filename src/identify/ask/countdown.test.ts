import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Countdown } from './countdown.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  // First what was spied on: what it puts back are the fake timers.
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('stands still while it is stopped, and calls once', () => {
  const onEnd = vi.fn()
  const countdown = new Countdown(1_000, onEnd)
  countdown.run()
  vi.advanceTimersByTime(600)
  countdown.stop()
  vi.advanceTimersByTime(10_000)
  countdown.run()
  countdown.run()
  vi.advanceTimersByTime(399)
  expect(onEnd).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  countdown.stop()
  countdown.run()
  vi.advanceTimersByTime(10_000)
  expect(onEnd).toHaveBeenCalledTimes(1)
})

it('stopped for good it leaves nothing behind', () => {
  const countdown = new Countdown(1_000, () => expect.fail('it was stopped'))
  const set = vi.spyOn(globalThis, 'setTimeout')
  countdown.run()
  const cleared = vi.spyOn(globalThis, 'clearTimeout')
  countdown.stop()
  expect(cleared.mock.calls).toEqual([[set.mock.results[0]!.value]])
})
