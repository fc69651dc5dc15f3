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
      'packets    261,120 if all answer, 783,360 if none does (2 retries)',
      'duration   about 87 seconds if all answer, 4 minutes if none does, at a steady 3,000 probes/s; a slow start, waiting for answers and lost probes come on top',
      'payloads   dns, ntp',
      'note       left out 1 address',
      'note       closed UDP ports may take a second each: hosts limit how often they tell of them',
      'Nothing was sent.',
      '',
    ].join('\n'),
  )
})

it('a few hosts are bound by the rate of each', () => {
  const plan = planSummary({ ...resolved, hosts: 2n, endpoints: 2040n }, options)
  expect([plan.rate, plan.seconds.answered]).toEqual([600, 3.4])
})

it('a shard sends its part, rounded up', () => {
  expect(planSummary(resolved, { ...options, shardCount: 7 }).packets).toEqual({ answered: 37_303n, silent: 111_909n })
})

it('says that names were looked up', () => {
  const named = { ...resolved, hostnames: new Map([['10.0.0.1', 'web.example']]) }
  expect(renderPlan(planSummary(named, options))).toMatch(/note {7}host names were looked up;/)
})

it('one probe every 15 seconds is no rate', () => {
  const slow = { ...options, ratePerSecond: 1 / 15, hostRate: 1 / 15, retries: 1 }
  expect(renderPlan(planSummary({ ...resolved, endpoints: 10n }, slow))).toMatch(
    /packets {4}10 if all answer, 20 if none does \(1 retry\)\nduration {3}about 3 minutes if all answer, 5 minutes if none does, at a steady pace of one probe every 15 seconds;/,
  )
})

it('no limit is no time', () => {
  const endless = Number.POSITIVE_INFINITY
  const plan = planSummary(resolved, { ...options, ratePerSecond: endless, hostRate: endless, payloads: [] })
  expect(plan.seconds).toEqual({ answered: 0, silent: 0 })
  expect(renderPlan(plan)).toMatch(/duration {3}as fast as this machine goes/)
  expect(renderPlan(plan)).toMatch(/payloads {3}none/)
})
