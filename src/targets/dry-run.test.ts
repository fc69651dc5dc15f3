import { expect, it } from 'vitest'
import { planSummary, renderPlan } from './dry-run.ts'
import type { ResolvedTargets } from './resolve.ts'

const resolved: ResolvedTargets = {
  space: {
    addresses: [{ family: 4, first: 0n, last: 255n }],
    tcp: [{ first: 1, last: 1000 }],
    udp: [{ first: 1, last: 20 }],
  },
  hosts: 256n,
  endpoints: 261_120n,
  hostnames: new Map(),
  notes: ['left out 1 address'],
  portSpecification: { tcp: '1-1000', udp: '1-20' },
  portCounts: { tcp: 1000, udp: 20 },
}
const options = { ratePerSecond: 3000, hostRate: 300, retries: 2, payloads: ['dns', 'ntp'] }

it('counts, and says how long', () => {
  expect(renderPlan(planSummary(resolved, options))).toBe(
    [
      'hosts      256',
      'ports      1,000 TCP, 20 UDP',
      'endpoints  261,120',
      'packets    261,120, at most 783,360 with 2 retries of what stays silent',
      'duration   about 87 seconds, at most 4 minutes, at 3,000 probes/s',
      'payloads   dns, ntp',
      'note       left out 1 address',
      'Nothing was sent.',
      '',
    ].join('\n'),
  )
})

it('a few hosts are bound by the rate of each', () => {
  const plan = planSummary({ ...resolved, hosts: 2n, endpoints: 2040n }, options)
  expect([plan.rate, plan.seconds.first]).toEqual([600, 3.4])
})

it('a shard sends its part, rounded up', () => {
  expect(planSummary(resolved, { ...options, shardCount: 7 }).packets).toEqual({ first: 37_303n, most: 111_909n })
})

it('no limit is no time', () => {
  const endless = Number.POSITIVE_INFINITY
  const plan = planSummary(resolved, { ...options, ratePerSecond: endless, hostRate: endless, payloads: [] })
  expect(plan.seconds).toEqual({ first: 0, most: 0 })
  expect(renderPlan(plan)).toMatch(/duration {3}as fast as this machine goes/)
  expect(renderPlan(plan)).toMatch(/payloads {3}none/)
})
