import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { burstOf } from '../../lib/rate.ts'
import type { Distance } from '../distance.ts'
import { type Pace, type PaceLimits, paceFromTiming, paceNamed } from './pace.ts'
import { RateLimiter } from './rate-limiter.ts'

const unlimited: PaceLimits = { perHost: Infinity, total: Infinity, hostConnections: Infinity }
const rates = fc.oneof(fc.double({ min: 0.01, max: 50_000, noNaN: true }), fc.constant(Infinity))

function paceOf(perHost: number, total: number, overall?: number): Pace {
  const limits = { perHost, total, hostConnections: Infinity }
  return { own: unlimited, onLink: limits, beyond: limits, adapt: false, ...(overall === undefined ? {} : { overall }) }
}

/** Fails when any stretch between two sends holds more than rate × time + burst. */
function expectConforming(sentMs: readonly number[], rate: number): void {
  if (rate === Infinity) return
  for (let first = 0; first < sentMs.length; first++) {
    for (let last = first; last < sentMs.length; last++) {
      const seconds = (sentMs[last]! - sentMs[first]!) / 1000
      expect(last - first + 1).toBeLessThanOrEqual(rate * seconds + burstOf(rate) + 1e-3)
    }
  }
}

describe('RateLimiter', () => {
  it('lets through at most rate × time + burst in any stretch: per host, per distance and in all', () => {
    const asks = fc.record({
      pauseMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 20, noNaN: true }), fc.constant(60_000)),
      host: fc.nat(5),
      distance: fc.constantFrom<Distance>('onLink', 'beyond'),
    })
    fc.assert(
      fc.property(rates, rates, rates, fc.array(asks, { maxLength: 150 }), (perHost, total, overall, script) => {
        const limiter = new RateLimiter(paceOf(perHost, total, overall), { slots: 4 })
        const sent: { ms: number; host: number; distance: Distance }[] = []
        let ms = 0
        for (const ask of script) {
          ms += ask.pauseMs
          if (limiter.take(ask.host, ask.distance, ms) === 0) sent.push({ ms, ...ask })
        }
        expectConforming(
          sent.map((probe) => probe.ms),
          overall,
        )
        for (const distance of ['onLink', 'beyond']) {
          expectConforming(
            sent.filter((probe) => probe.distance === distance).map((probe) => probe.ms),
            total,
          )
        }
        for (const host of [0, 1, 2, 3, 4, 5]) {
          expectConforming(
            sent.filter((probe) => probe.host === host).map((probe) => probe.ms),
            perHost,
          )
        }
      }),
    )
  })

  it('a wait that was kept is enough, when nobody else asked meanwhile', () => {
    fc.assert(
      fc.property(
        rates,
        rates,
        fc.nat(100),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (perHost, total, asks, start) => {
          const limiter = new RateLimiter(paceOf(perHost, total))
          for (let i = 0; i < asks; i++) limiter.take(i % 3, 'beyond', start)
          const wait = limiter.take(1, 'beyond', start)
          if (wait > 0) expect(limiter.take(1, 'beyond', start + wait)).toBe(0)
        },
      ),
    )
  })

  it('starves nobody who asks in the order of waiting, even when hosts share a bucket', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }), (slots, hosts) => {
        const limiter = new RateLimiter(paceOf(50, 200), { slots })
        const sent = new Array<number>(hosts).fill(0)
        let queue = Array.from({ length: hosts }, (_, host) => host)
        for (let ms = 0; ms < 10_000; ms++) {
          const served = queue.filter((host) => limiter.take(host, 'beyond', ms) === 0)
          for (const host of served) sent[host]! += 1
          queue = [...queue.filter((host) => !served.includes(host)), ...served]
        }
        // Ten seconds of 200/s, or of 50/s for each bucket, shared out over the hosts.
        const fair = Math.min(2_000 / hosts, 500 / Math.ceil(hosts / slots))
        expect(Math.min(...sent)).toBeGreaterThanOrEqual(Math.floor(fair * 0.8))
      }),
      { numRuns: 20 },
    )
  })

  it('reaches the rate that it is given', () => {
    const limiter = new RateLimiter(paceNamed('default'))
    let sent = 0
    for (let ms = 0; ms < 1_000; ms++) {
      for (let host = 0; host < 100; host++) if (limiter.take(host, 'beyond', ms) === 0) sent += 1
    }
    expect(sent).toBeGreaterThan(2_950)
    expect(sent).toBeLessThanOrEqual(3_000 + burstOf(3_000))
  })

  it('does not catch up after a pause', () => {
    const limiter = new RateLimiter(paceNamed('default'))
    limiter.take(1, 'beyond', 0)
    let burst = 0
    while (limiter.take(1, 'beyond', 60_000) === 0) burst += 1
    expect(burst).toBe(6) // 20 ms of 300 a second
  })

  it('never makes own addresses wait at the default pace', () => {
    const limiter = new RateLimiter(paceNamed('default'))
    let waited = 0
    for (let i = 0; i < 100_000; i++) waited += limiter.take(7, 'own', 5)
    expect(waited).toBe(0)
  })

  it('keeps one probe every five minutes at -T0, whichever host', () => {
    const limiter = new RateLimiter(paceFromTiming(0))
    expect(limiter.take(1, 'beyond', 0)).toBe(0)
    expect(limiter.take(2, 'own', 0)).toBeCloseTo(300_000, 3)
    expect(limiter.take(2, 'own', 300_000)).toBe(0)
  })

  it('holds back a host that has all the connections it may have, and only that host', () => {
    const limiter = new RateLimiter(paceNamed('polite'))
    limiter.opened(1)
    limiter.opened(1)
    expect(limiter.take(1, 'beyond', 1_000)).toBeGreaterThan(0)
    expect(limiter.take(2, 'beyond', 1_000)).toBe(0)
    limiter.closed(1)
    expect(limiter.take(1, 'beyond', 2_000)).toBe(0)
  })

  it('hosts that share a slot share its connections: slower, never faster', () => {
    const limiter = new RateLimiter(paceNamed('polite'), { slots: 4 })
    limiter.opened(1)
    limiter.opened(5)
    expect(limiter.take(1, 'beyond', 1_000)).toBeGreaterThan(0)
    expect(limiter.take(9, 'beyond', 1_000)).toBeGreaterThan(0)
  })

  it('a closing too many does not let an extra connection through', () => {
    const limiter = new RateLimiter(paceNamed('polite'))
    limiter.closed(1)
    limiter.opened(1)
    limiter.opened(1)
    expect(limiter.take(1, 'beyond', 0)).toBeGreaterThan(0)
  })

  it('takes host numbers up to 2^53', () => {
    const limiter = new RateLimiter(paceOf(1, Infinity))
    expect(limiter.take(2 ** 53 - 1, 'beyond', 0)).toBe(0)
    expect(limiter.take(2 ** 53 - 1, 'beyond', 0)).toBeCloseTo(1_000, 3)
  })

  it('follows a total that was set lower', () => {
    const limiter = new RateLimiter(paceOf(Infinity, 3_000))
    limiter.setTotal('beyond', 100)
    let sent = 0
    for (let ms = 0; ms < 10_000; ms++) if (limiter.take(ms, 'beyond', ms) === 0) sent += 1
    expect(sent).toBeGreaterThan(980)
    expect(sent).toBeLessThanOrEqual(1_000 + burstOf(100))
  })

  it('makes up for probes that went out unasked', () => {
    const limiter = new RateLimiter(paceOf(10, 10))
    for (let i = 0; i < 3; i++) limiter.charge(0, 'beyond', 0)
    expect(limiter.take(0, 'beyond', 299)).toBeCloseTo(1)
    expect(limiter.take(0, 'beyond', 300)).toBe(0)
  })
})
