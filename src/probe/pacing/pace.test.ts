import { describe, expect, it } from 'vitest'
import { UsageError } from '../../lib/errors.ts'
import { type Pace, paceFromRate, paceFromTiming, paceNamed, paceNames } from './pace.ts'

const allPaces: readonly Pace[] = [
  ...paceNames.map(paceNamed),
  ...[0, 1, 2, 3, 4, 5].map(paceFromTiming),
  paceFromRate(500),
]

describe('named paces', () => {
  it('spare the network by default, and ourselves not at all', () => {
    const pace = paceNamed('default')
    expect(pace.own).toEqual({ perHost: Infinity, total: Infinity, hostConnections: Infinity })
    expect(pace.onLink).toMatchObject({ perHost: 1_000, total: 20_000 })
    expect(pace.beyond).toMatchObject({ perHost: 300, total: 3_000 })
    expect(pace.adapt).toBe(true)
  })

  it('polite is 40 a host with 2 connections, 1,000 in all', () => {
    const pace = paceNamed('polite')
    expect(pace.beyond).toEqual({ perHost: 40, total: 1_000, hostConnections: 2 })
    expect(pace.overall).toBe(1_000)
  })

  it('fast is 1,000 a host and 10,000 in all, and nowhere slower than the default', () => {
    const fast = paceNamed('fast')
    expect(fast.beyond).toMatchObject({ perHost: 1_000, total: 10_000 })
    for (const distance of ['own', 'onLink', 'beyond'] as const) {
      expect(fast[distance].perHost).toBeGreaterThanOrEqual(paceNamed('default')[distance].perHost)
      expect(fast[distance].total).toBeGreaterThanOrEqual(paceNamed('default')[distance].total)
    }
  })

  it('max has no cap and does not adapt', () => {
    const pace = paceNamed('max')
    for (const limits of [pace.own, pace.onLink, pace.beyond]) {
      expect(limits).toEqual({ perHost: Infinity, total: Infinity, hostConnections: Infinity })
    }
    expect(pace.overall).toBeUndefined()
    expect(pace.adapt).toBe(false)
  })

  it('names what it knows when the name is wrong', () => {
    expect(() => paceNamed('toString')).toThrow(UsageError)
    expect(() => paceNamed('quick')).toThrow('unknown pace "quick": it is one of default, polite, fast, max')
  })

  it('never allow a host more than the total, and adapt only from finite limits', () => {
    for (const pace of allPaces) {
      for (const limits of [pace.own, pace.onLink, pace.beyond]) {
        expect(limits.perHost).toBeLessThanOrEqual(limits.total)
        expect(limits.perHost).toBeGreaterThan(0)
      }
      if (pace.adapt) expect(pace.beyond.total).toBeLessThan(Infinity)
    }
  })
})

describe('--rate', () => {
  it('is the total over everything, and a single host may have all of it', () => {
    const pace = paceFromRate(5_000)
    expect(pace.overall).toBe(5_000)
    for (const limits of [pace.own, pace.onLink, pace.beyond]) {
      expect(limits).toMatchObject({ perHost: 5_000, total: 5_000 })
    }
  })

  it('max is the pace of that name', () => expect(paceFromRate('max')).toBe(paceNamed('max')))

  it.each([0, -1, Number.NaN, Infinity])('refuses %s', (rate) => expect(() => paceFromRate(rate)).toThrow(UsageError))
})

describe('-T', () => {
  it('goes from slow to fast', () => {
    const totals = [0, 1, 2, 3, 4, 5].map((timing) => paceFromTiming(timing).beyond.total)
    expect(totals).toEqual([...totals].sort((a, b) => a - b))
    expect(new Set(totals).size).toBe(6)
  })

  it('2, 3 and 4 are polite, default and fast', () => {
    expect([2, 3, 4].map(paceFromTiming)).toEqual(['polite', 'default', 'fast'].map(paceNamed))
  })

  it('0 and 1 go one at a time', () => {
    expect(paceFromTiming(0).overall).toBeCloseTo(1 / 300)
    expect(paceFromTiming(1).overall).toBeCloseTo(1 / 15)
    expect(paceFromTiming(0).beyond.hostConnections).toBe(1)
  })

  it('5 still adapts', () => expect(paceFromTiming(5).adapt).toBe(true))

  it.each([-1, 6, 2.5, Number.NaN])('refuses %s', (timing) => expect(() => paceFromTiming(timing)).toThrow(UsageError))
})
