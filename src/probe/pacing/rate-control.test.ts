import { describe, expect, it } from 'vitest'
import { RateControl } from './rate-control.ts'

interface World {
  /** Probes per second that the path carries; the rest waits in a queue of this length, then is dropped. */
  readonly capacity: number
  readonly queue: number
  /** Share of endpoints that answer; the others are silent whatever the rate. */
  readonly answering: number
  /** Share of probes that is lost whatever the rate. */
  readonly randomLoss: number
  readonly baseRttMs: number
}

const healthy: World = { capacity: Infinity, queue: 0, answering: 1, randomLoss: 0, baseRttMs: 20 }
const retryAfterMs = 500

/** The same numbers on every run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Outcome {
  /** Mean probes per second after the first 10 s. */
  readonly meanRate: number
  readonly lowestRate: number
  readonly highestRate: number
  /** Share of probes dropped by the path after the first 10 s. */
  readonly dropped: number
}

/** Walks a scan through a path, a millisecond at a time: lost probes are sent again up to three times. */
function simulate(control: RateControl, world: World, seconds: number, warmUp = 10): Outcome {
  const random = seededRandom(1)
  const due = new Map<number, (() => void)[]>()
  const at = (ms: number, what: () => void) => due.set(ms, [...(due.get(ms) ?? []), what])
  const retries: { answers: boolean; earlier: readonly number[] }[] = []
  const rates: number[] = []
  let credit = 0
  let queued = 0
  let sent = 0
  let dropped = 0

  const send = (now: number, answers: boolean, earlier: readonly number[]) => {
    control.sent()
    const counts = now >= warmUp * 1000
    if (counts) sent += 1
    const full = queued >= world.queue + 1
    if (full && counts) dropped += 1
    if (!full && world.capacity !== Infinity) queued += 1
    const waitMs = world.capacity === Infinity ? 0 : (queued / world.capacity) * 1000
    if (!full && answers && random() >= world.randomLoss) {
      const back = Math.max(now + 1, Math.round(now + world.baseRttMs + waitMs))
      at(back, () => {
        control.answered(now, back)
        for (const lostMs of earlier) control.lost(lostMs)
      })
    } else if (earlier.length < 3) {
      at(now + retryAfterMs, () => retries.push({ answers, earlier: [...earlier, now] }))
    }
  }

  for (let now = 0; now < seconds * 1000; now++) {
    const rate = control.rate(now)
    if (now >= warmUp * 1000) rates.push(rate)
    queued = Math.max(0, queued - (world.capacity === Infinity ? 0 : world.capacity / 1000))
    for (const what of due.get(now) ?? []) what()
    due.delete(now)
    for (credit = Math.min(credit + rate / 1000, 60); credit >= 1; credit--) {
      const retry = retries.shift()
      send(now, retry?.answers ?? random() < world.answering, retry?.earlier ?? [])
    }
  }
  return {
    meanRate: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
    lowestRate: rates.reduce((a, b) => Math.min(a, b), Infinity),
    highestRate: rates.reduce((a, b) => Math.max(a, b), 0),
    dropped: dropped / Math.max(1, sent),
  }
}

const control = () => new RateControl({ ceiling: 3_000, adapt: true })

describe('RateControl', () => {
  it('is at the ceiling after a few seconds on a path that carries it', () => {
    expect(simulate(control(), healthy, 20).lowestRate).toBe(3_000)
  })

  it('learns the baseline below the ceiling first', () => {
    expect(control().rate(0)).toBe(1_500)
    expect(new RateControl({ ceiling: 3_000, adapt: true, atOnce: true }).rate(0)).toBe(3_000)
  })

  it.each([
    { name: 'that drops at once', queue: 0, answering: 1 },
    { name: 'with a short queue', queue: 20, answering: 1 },
    { name: 'with a bloated queue', queue: 500, answering: 1 },
    { name: 'behind which one endpoint in five answers', queue: 20, answering: 0.2 },
  ])('converges near a bottleneck of 500/s $name, with little loss', ({ queue, answering }) => {
    const outcome = simulate(control(), { ...healthy, capacity: 500, queue, answering }, 90)
    expect(outcome.meanRate).toBeGreaterThan(350)
    expect(outcome.meanRate).toBeLessThan(500)
    expect(outcome.dropped).toBeLessThan(0.06)
  })

  it('never slows down for a firewall that drops all', () => {
    expect(simulate(control(), { ...healthy, answering: 0 }, 30).lowestRate).toBe(3_000)
  })

  it('never slows down for a firewall that lets one endpoint in a hundred answer', () => {
    expect(simulate(control(), { ...healthy, answering: 0.01 }, 30).lowestRate).toBe(3_000)
  })

  it.each([0.04, 0.1, 0.3])('soon finds that a constant loss of %d is not its own doing', (randomLoss) => {
    const outcome = simulate(control(), { ...healthy, randomLoss }, 60)
    expect(outcome.meanRate).toBeGreaterThan(2_900)
  })

  it('comes back to the ceiling when the bottleneck goes away', () => {
    const adapting = control()
    let lowest = Infinity
    for (let now = 0; now < 100_000; now += 10) {
      const rate = adapting.rate(now)
      lowest = Math.min(lowest, rate)
      for (let i = 0; i < rate / 100; i++) {
        adapting.sent()
        if (now < 10_000 && i % 2 === 1) adapting.lost(now)
        else adapting.answered(now - (now > 3_000 && now < 10_000 && rate > 100 ? 500 : 10), now)
      }
    }
    expect(lowest).toBeLessThan(1_000)
    expect(adapting.rate(100_000)).toBe(3_000)
  })

  it('goes no lower than its floor', () => {
    const outcome = simulate(control(), { ...healthy, capacity: 30 }, 120, 0)
    expect(outcome.lowestRate).toBeGreaterThanOrEqual(3_000 / 64)
    expect(outcome.lowestRate).toBeLessThan(200)
  })

  it('stays at the ceiling when it must not adapt, or when there is none', () => {
    const world = { ...healthy, capacity: 500 }
    expect(simulate(new RateControl({ ceiling: 3_000, adapt: false }), world, 12).lowestRate).toBe(3_000)
    expect(new RateControl({ ceiling: Infinity, adapt: true }).rate(0)).toBe(Infinity)
  })

  it('is deterministic', () => {
    const world = { ...healthy, capacity: 500, queue: 20 }
    expect(simulate(control(), world, 15)).toEqual(simulate(control(), world, 15))
  })
})
