import { setImmediate, setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Turns, unlimited } from './turns.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  // First what was spied on: what it puts back are the fake timers.
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const never = () => new AbortController().signal

/** Of so many that want to go to each host, how many are gone by now. */
function wanted(turns: Turns, hosts: number, each: number): number[] {
  const gone = Array.from({ length: hosts }, () => 0)
  for (const i of gone.keys()) {
    const host = turns.forHost()
    for (let n = 0; n < each; n++) void turns.next(host).then(() => gone[i]!++)
  }
  return gone
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count)

describe('turns', () => {
  it('over a second each host has its rate, and all together theirs', async () => {
    const gone = wanted(new Turns({ perHost: 10, total: 25 }, never()), 4, 100)
    await vi.advanceTimersByTimeAsync(2_000)
    // At the beginning one each goes out at once.
    expect(Math.max(...gone)).toBeLessThanOrEqual(21)
    expect(sum(gone)).toBeGreaterThanOrEqual(48)
    expect(sum(gone)).toBeLessThanOrEqual(51)
  })

  it('a host that waits for its own keeps no other from going', async () => {
    const turns = new Turns({ perHost: 1, total: 1_000 }, never())
    const first = wanted(turns, 1, 50)
    const second = wanted(turns, 1, 1)
    await vi.advanceTimersByTimeAsync(500)
    expect([...first, ...second]).toEqual([1, 1])
  })

  it('after a standstill they do not all go at once', async () => {
    vi.useRealTimers()
    const gone = wanted(new Turns({ perHost: 50, total: Infinity }, never()), 1, 20)
    await setImmediate()
    const end = performance.now() + 500
    while (performance.now() < end);
    // As all timers do that are due by now.
    await setTimeout(0)
    expect(gone[0]).toBeLessThan(10)
  })

  it('without limits nobody waits', async () => {
    const gone = wanted(new Turns(unlimited, never()), 3, 1_000)
    await vi.advanceTimersByTimeAsync(0)
    expect(gone).toEqual([1_000, 1_000, 1_000])
  })

  it('held, nobody goes; then as many as the rates allow', async () => {
    const turns = new Turns({ perHost: 10, total: Infinity }, never())
    turns.hold()
    turns.hold()
    const gone = wanted(turns, 2, 100)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(gone).toEqual([0, 0])
    turns.release()
    await vi.advanceTimersByTimeAsync(50)
    expect(gone).toEqual([1, 1])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(gone).toEqual([11, 11])
  })

  it.each(['waiting', 'held'])('ends at once when it is broken off, %s', async (how) => {
    const [set, cleared] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'clearTimeout')]
    const aborted = new AbortController()
    const turns = new Turns({ perHost: 0.001, total: 0.001 }, aborted.signal)
    if (how === 'held') turns.hold()
    const gone = wanted(turns, 3, 3)
    await vi.advanceTimersByTimeAsync(5)
    aborted.abort()
    turns.hold()
    await vi.advanceTimersByTimeAsync(0)
    expect(gone).toEqual([3, 3, 3])
    // What else goes on in this process sets timers too, but none of so many minutes.
    const own = set.mock.results.filter((_, i) => set.mock.calls[i]![1]! > 600_000).map(({ value }) => value as unknown)
    expect(own.length > 0).toBe(how === 'waiting')
    expect(cleared.mock.calls.flat()).toEqual(expect.arrayContaining(own))
  })

  it('tells when nothing that went to a host counts any more', async () => {
    const turns = new Turns({ perHost: 10, total: Infinity }, never())
    const host = turns.forHost()
    expect(host.freshIn).toBe(0)
    await turns.next(host)
    expect(host.freshIn).toBe(100)
    await vi.advanceTimersByTimeAsync(100)
    expect(host.freshIn).toBe(0)
  })
})
