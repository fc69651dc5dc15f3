import { availableParallelism } from 'node:os'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { spaceOf } from '../../../test/simulated-scan.ts'
import type { ProbePlan } from '../engine.ts'
import { paceFromRate, paceFromTiming, paceNamed } from '../pacing/pace.ts'
import { paceOfEach, requestsOfEach, scannersFor } from './division.ts'
import { ringBytesFor } from './ring-size.ts'

const million = 2 ** 20

function plan(pace = paceNamed('max'), udp: ProbePlan['space']['udp'] = []): ProbePlan {
  const space = { ...spaceOf(1, { tcp: [{ first: 1, last: 1 }] }), udp }
  return { space, seed: 1, shard: { index: 0, count: 1 }, pace, retries: 2, allStates: false, vantage: 'here' }
}

it('gives a plan of a few thousand endpoints to one scanner, and no scanner less than that', () => {
  expect(scannersFor(plan(), 5000, 16)).toBe(1)
  expect(scannersFor(plan(), 0, 16)).toBe(1)
  expect(scannersFor(plan(), 12_288, 16)).toBe(3)
  expect(scannersFor(plan(), million, 16)).toBe(16)
  expect(scannersFor(plan(), million, 1)).toBe(1)
})

it('takes two, where there are processors, for a large plan without limits when nobody says how many', () => {
  const two = Math.min(2, availableParallelism())
  expect(scannersFor(plan(), 250_000)).toBe(two)
  expect(scannersFor(plan(), 249_999)).toBe(1)
  expect(scannersFor(plan(paceNamed('fast')), million)).toBe(1)
  expect(scannersFor(plan(paceFromRate(million)), million)).toBe(1)
  expect(scannersFor(plan(paceNamed('max'), [{ first: 53, last: 53 }]), million)).toBe(1)
})

it('divides no limit into less than a probe a second', () => {
  expect(scannersFor(plan(paceFromTiming(0)), million, 16)).toBe(1)
  expect(scannersFor(plan(paceFromRate(3)), million, 16)).toBe(3)
  expect(scannersFor(plan(paceNamed('default')), million, 16)).toBe(16)
})

it('leaves UDP to one', () => {
  expect(scannersFor(plan(paceNamed('max'), [{ first: 53, last: 53 }]), million, 16)).toBe(1)
})

it('together they keep the pace', () => {
  fc.assert(
    fc.property(fc.constantFrom('default', 'polite', 'fast', 'max'), fc.integer({ min: 1, max: 16 }), (name, count) => {
      const pace = paceNamed(name)
      const each = paceOfEach(pace, count)
      for (const distance of ['own', 'onLink', 'beyond'] as const) {
        expect(each[distance].perHost * count).toBeCloseTo(pace[distance].perHost, 6)
        expect(each[distance].total * count).toBeCloseTo(pace[distance].total, 6)
      }
      expect(requestsOfEach(pace, count) * count).toBeLessThan(Math.max(5 * count, pace.onLink.total) + 1)
      expect((each.overall ?? Infinity) * count).toBeCloseTo(pace.overall ?? Infinity, 6)
    }),
  )
})

it('all their rings take 32 MiB at most, and those of small scans less', () => {
  const space = {
    addresses: [{ family: 4, first: 0n, last: 0xffff_ffffn } as const],
    tcp: [],
    udp: [{ first: 1, last: 9 }],
  }
  const one = { ...space, addresses: [{ family: 4, first: 1n, last: 1n } as const] }
  expect(ringBytesFor({ pace: paceNamed('max'), space: one }, 1)).toBe(4 << 20)
  const many = {
    ...space,
    addresses: [0n, 4000n, 8000n].map((first) => ({ family: 4 as const, first, last: first + 999n })),
  }
  expect(ringBytesFor({ pace: paceNamed('max'), space: many }, 1)).toBe(256 * 27_000)
  for (let count = 1; count <= 16; count++) {
    for (const name of ['default', 'max'] as const) {
      expect(count * ringBytesFor({ pace: paceNamed(name), space }, count)).toBeLessThanOrEqual(32 << 20)
    }
  }
})
