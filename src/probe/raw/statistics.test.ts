import { describe, expect, it } from 'vitest'
import { binomialTail, chiSquareTail, normalTail, poissonTail, poissonUpper, wilsonUpper } from './statistics.ts'

describe('statistics', () => {
  it('know Wilson’s upper ends', () => {
    // Newcombe, Stat. Med. 17, 1998, table I, method 3: 81/263 and 15/148 at 95 %.
    expect(wilsonUpper(81, 263)).toBeCloseTo(0.3662, 4)
    expect(wilsonUpper(15, 148)).toBeCloseTo(0.1605, 4)
    expect(wilsonUpper(0, 20)).toBeCloseTo(0.1611, 4)
    expect(wilsonUpper(0, 0)).toBe(1)
  })

  it('know the tails of the usual distributions', () => {
    expect(normalTail(1.959964)).toBeCloseTo(0.025, 6)
    expect(normalTail(-1)).toBeCloseTo(0.841345, 5)
    expect(poissonTail(3, 1)).toBeCloseTo(1 - 2.5 * Math.exp(-1), 9)
    expect(binomialTail(2, 3, 0.5)).toBeCloseTo(0.5, 9)
    expect(chiSquareTail(18.307, 10)).toBeCloseTo(0.05, 3)
  })

  it('agree with themselves where one formula takes over from another', () => {
    expect(poissonTail(560, 500.01)).toBeCloseTo(poissonTail(560, 499.99), 2)
    expect(binomialTail(560, 10_000, 0.050001)).toBeCloseTo(binomialTail(560, 10_000, 0.049999), 2)
    expect(Math.abs(poissonUpper(500.01) - poissonUpper(499.99))).toBeLessThanOrEqual(2)
  })

  it('bound a Poisson variable from above', () => {
    // P(X ≤ 0) = exp(-0.025) is just over 97.5 %.
    expect([0.025, 0.026, 1, 10].map(poissonUpper)).toEqual([0, 1, 3, 17])
  })
})
