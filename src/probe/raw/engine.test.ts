import { fstatSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { expect, it, vi } from 'vitest'
import { OperationError, UsageError } from '../../lib/errors.ts'
import type { Checkpoint } from '../checkpoint.ts'
import type { WorkerMessage } from '../crew/channel.ts'
import type { ProbePlan } from '../engine.ts'
import type { FormerRun, Journal } from '../journal.ts'
import { paceNamed } from '../pacing/pace.ts'
import { columnsOf } from '../results/sightings.ts'
import type { RawOrder, Session } from './channel.ts'
import { type RawEngineOptions, rawEngine } from './engine.ts'

const plan: ProbePlan = {
  space: { addresses: [{ family: 4, first: 1n, last: 9n }], tcp: [{ first: 80, last: 80 }], udp: [] },
  seed: 1,
  shard: { index: 0, count: 1 },
  pace: paceNamed('default'),
  retries: 0,
  allStates: true,
  vantage: 'test',
}

const former = { addressIndex: 3, transport: 'tcp', port: 80, outcome: 0, rttMs: 1, at: 1 } as const

/** A scanner that only remembers what it was ordered to do. */
function idleSession(orders: RawOrder[]): Session {
  const counters = { done: 0, sent: 0, open: 0 }
  return {
    state: { counters, abort: () => {}, read: () => {} },
    notes: [],
    order: (order) => orders.push(order),
    take: () => null,
    stop: async () => {},
  }
}

/** A former run of several scanners. */
function journalOf(checkpoints: readonly Checkpoint[], results: FormerRun['results']): Journal {
  const parts = checkpoints.map((checkpoint) => ({ checkpoint, tail: columnsOf([]) }))
  const ignored = () => {}
  return { former: { alive: null, parts, results }, hosts: ignored, divide: ignored, results: ignored, save: ignored }
}

it('orders nobody to go on before all that a former run had found has been read, and is whole', async () => {
  const orders: RawOrder[] = []
  const checkpoint = { done: 5, total: 9, sent: 7, open: 1 } as Checkpoint
  const journal = journalOf([checkpoint], async function* () {
    yield columnsOf([former])
    throw new UsageError('damaged')
  })
  const batches = rawEngine({ start: () => idleSession(orders) }).run(plan, undefined, journal)
  const iterator = batches[Symbol.asyncIterator]()
  const first = await iterator.next()
  expect(first.value).toMatchObject({
    observations: [{ address: '0.0.0.4', port: 80 }],
    progress: { done: 5, total: 9 },
  })
  expect(orders).toEqual([])
  await expect(iterator.next()).rejects.toThrow('damaged')
  expect(orders.map(({ kind }) => kind)).toEqual(['close'])
})

it('goes on with as many scanners as there were, each from where it was', async () => {
  const orders: RawOrder[] = []
  const checkpoints = [1, 2, 3].map((done) => ({ done, total: 3, sent: 3, open: 0 }) as Checkpoint)
  const journal = journalOf(checkpoints, async function* () {
    yield columnsOf([former])
  })
  const batches = rawEngine({ start: () => idleSession(orders), threads: 2 }).run(plan, undefined, journal)
  const iterator = batches[Symbol.asyncIterator]()
  expect((await iterator.next()).value).toMatchObject({ progress: { done: 6, total: 9, sent: 9 } })
  await iterator.next()
  await iterator.return?.()
  expect(orders).toMatchObject(
    checkpoints.map((checkpoint, index) => ({
      ...{ kind: 'scan', scanners: 3, keeps: true },
      plan: { shard: { index, count: 3 } },
      resume: { checkpoint },
    })),
  )
})

it('says why the hosts could not be looked for', async () => {
  const take = () => {
    throw new OperationError('the scanner failed: open packet socket: EPERM')
  }
  const space = { ...plan.space, tcp: [{ first: 1, last: 10 }] }
  const start = () => ({ ...idleSession([]), take })
  const run = async () => {
    for await (const { end } of rawEngine({ start }).run({ ...plan, space, discoverHosts: true }))
      expect(end).toBe(undefined)
  }
  await expect(run()).rejects.toThrow('EPERM')
})

it('starts nobody when the capture file cannot be opened', () => {
  const start = vi.fn(() => idleSession([]))
  const capture = () => {
    throw new UsageError('cannot be written')
  }
  expect(() => rawEngine({ start, capture }).run(plan)).toThrow('cannot be written')
  expect(start).not.toHaveBeenCalled()
})

it('closes the capture file when no scanner can be started', () => {
  const descriptor = openSync('/dev/null', 'w')
  const start = () => {
    throw new Error('no room for a thread')
  }
  const capture = () => ({ path: '/dev/null', descriptor })
  expect(() => rawEngine({ start, capture }).run(plan)).toThrow('no room for a thread')
  expect(() => fstatSync(descriptor)).toThrow('EBADF')
})

it('starts no more scanners than those hosts are worth that are there', async () => {
  const space = { addresses: [{ family: 4 as const, first: 1n, last: 99n }], tcp: [{ first: 1, last: 1000 }], udp: [] }
  const orders: RawOrder[] = []
  const hosts = { kind: 'hosts', alive: Uint8Array.from({ length: 99 }, (_, host) => (host < 3 ? 1 : 0)) } as const
  const said: WorkerMessage[] = [hosts]
  const start = vi.fn(() => ({ ...idleSession(orders), take: () => said.shift() ?? null }))
  const everybody = { ...plan, space, discoverHosts: true, pace: paceNamed('max') }
  const iterator = rawEngine({ start, threads: 8 }).run(everybody)[Symbol.asyncIterator]()
  await iterator.next()
  await iterator.return?.()
  expect(orders.map(({ kind }) => kind)).toEqual(['discover', 'scan'])
  expect(start).toHaveBeenCalledTimes(1)
})

it('starts two scanners for a large plan without limits where there are processors, but one when it captures', async () => {
  const started = async (endpoints: number, options: RawEngineOptions = {}) => {
    const addresses = [{ family: 4, first: 0n, last: BigInt(endpoints - 1) }] as const
    const start = vi.fn(() => idleSession([]))
    const large = { ...plan, space: { ...plan.space, addresses }, pace: paceNamed('max') }
    const iterator = rawEngine({ start, ...options })
      .run(large)
      [Symbol.asyncIterator]()
    await iterator.next()
    await iterator.return?.()
    return start.mock.calls.length
  }
  expect(await started(2 ** 20)).toBe(Math.min(2, availableParallelism()))
  expect(await started(2 ** 17)).toBe(1)
  expect(await started(2 ** 20, { capture: () => ({ path: 'scan.pcap', descriptor: 0 }) })).toBe(1)
})
