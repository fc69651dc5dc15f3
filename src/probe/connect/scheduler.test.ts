import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../lib/random.ts'
import type { ProbePlan } from '../engine.ts'
import { paceNamed } from '../pacing/pace.ts'
import { CONNECTED, reasonOf } from '../results/outcome.ts'
import type { ConnectDriver } from './driver.ts'
import { NodeDriver } from './node-driver.ts'
import type { DropCounter } from './own-drops.ts'
import { Scheduler } from './scheduler.ts'
import type { SchedulerOptions } from './scheduler-options.ts'
import { testDrivers } from './test-drivers.ts'

const slots = 64
const loopback = 0x7f000001n
/** Sockets that never answer. */
const mutes = [createSocket('udp4'), createSocket('udp4')]
let mutePort = 0
let otherMutePort = 0

beforeAll(async () => {
  for (const socket of mutes) await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  ;[mutePort = 0, otherMutePort = 0] = mutes.map((socket) => socket.address().port)
})
afterAll(() => {
  for (const socket of mutes) socket.close()
})

function udpPlan(port: number, changes: Partial<ProbePlan> = {}): ProbePlan {
  const udp = [{ first: port, last: port }]
  const space = { addresses: [{ family: 4 as const, first: loopback, last: loopback }], tcp: [], udp }
  const shard = { index: 0, count: 1 }
  return { space, seed: 1, shard, pace: paceNamed('max'), retries: 1, allStates: true, vantage: 'here', ...changes }
}

interface Seen {
  readonly reasons: string[]
  readonly scheduler: Scheduler
}

async function run(driver: ConnectDriver, plan: ProbePlan, changes: Partial<SchedulerOptions> = {}): Promise<Seen> {
  const reasons: string[] = []
  const scheduler = new Scheduler({
    plan,
    driver,
    slots,
    clock: () => performance.now(),
    epoch: 0,
    random: () => 1,
    distance: () => 'own',
    payloadsFor: () => [
      { protocol: 'x', summary: '', ports: [], source: '', harmless: '', build: () => Uint8Array.of(1) },
    ],
    payloadContext: { random: (bytes) => new Uint8Array(bytes) },
    dropCounters: [],
    readNeighbours: null,
    aborted: () => false,
    deliver: ({ count, outcome }) => reasons.push(...[...outcome.slice(0, count)].map(reasonOf)),
    backlogged: () => false,
    onProgress: () => {},
    ...changes,
  })
  await scheduler.run()
  driver.close()
  return { reasons, scheduler }
}

/** Answers datagrams when it may, in a thread of its own, whatever stands still in ours. */
const echo = `
  const { parentPort, workerData: flags } = require('node:worker_threads')
  const socket = require('node:dgram').createSocket('udp4')
  socket.on('message', (data, { port, address }) => {
    Atomics.wait(flags, 0, 0)
    socket.send(data, port, address, () => {
      Atomics.store(flags, 1, 1)
      Atomics.notify(flags, 1)
    })
  })
  socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port))`

for (const { id, open } of testDrivers) {
  test(`${id}: an answer that waits in the kernel while our thread stands still is not late`, async (ctx) => {
    const inner = await open(ctx, slots)
    const flags = new Int32Array(new SharedArrayBuffer(8))
    const peer = new Worker(echo, { eval: true, workerData: flags })
    const [port] = (await once(peer, 'message')) as [number]
    let stoodStillMs = 0
    // Stands still right after the driver has looked in vain, until the answer is there and all time is up.
    const standStill = () => {
      Atomics.store(flags, 0, 1)
      Atomics.notify(flags, 0)
      if (Atomics.wait(flags, 1, 0, 10_000) === 'timed-out') throw new Error('no answer')
      stoodStillMs = 60_000
    }
    const driver: ConnectDriver = {
      id: inner.id,
      reasons: inner.reasons,
      get reply() {
        return inner.reply
      },
      start: (slot, destination) => inner.start(slot, destination),
      cancel: (slot) => inner.cancel(slot),
      close: () => inner.close(),
      async wait(timeoutMs, onOutcome) {
        await inner.wait(timeoutMs, onOutcome)
        if (stoodStillMs === 0) standStill()
      },
    }
    // With no retry there is no second chance.
    const { reasons } = await run(driver, udpPlan(port, { retries: 0 }), {
      clock: () => performance.now() + stoodStillMs,
    })
    await peer.terminate()
    expect(reasons).toEqual(['udp-reply'])
  })
}

test('starts nothing while the taker is behind, and all of it afterwards', async () => {
  let behind = 20
  const sentWhileBehind: number[] = []
  const { reasons } = await run(new NodeDriver(), udpPlan(mutePort), {
    backlogged: () => behind > 0,
    onProgress: ({ sent }) => {
      if (behind-- > 0) sentWhileBehind.push(sent)
    },
  })
  expect(sentWhileBehind).toEqual(new Array(20).fill(0))
  expect(reasons).toEqual(['no-response'])
})

test('an abort gives silent endpoints that had all their attempts their state', async () => {
  let done = 0
  const udp = [mutePort, otherMutePort].sort((a, b) => a - b).map((port) => ({ first: port, last: port }))
  const plan = udpPlan(mutePort, { retries: 0, pace: slow() })
  // The second endpoint never gets its turn.
  const { reasons, scheduler } = await run(
    new NodeDriver(),
    { ...plan, space: { ...plan.space, udp } },
    {
      onProgress: (now) => {
        done = now.done
      },
      aborted: () => done > 0,
    },
  )
  expect(reasons).toEqual(['no-response'])
  expect(scheduler.failures.causes).toEqual({ interrupted: 1 })
})

function slow() {
  const limits = { perHost: 0.01, total: 0.01, hostConnections: 1 }
  return { own: limits, onLink: limits, beyond: limits, overall: 0.01, adapt: false }
}

test('silence while this machine throws probes away is no state', async () => {
  let drops = 0
  const counter: DropCounter = { errno: 'ENOBUFS', note: 'our fault', read: () => drops++ }
  let now = 0
  const { reasons, scheduler } = await run(new NodeDriver(), udpPlan(mutePort), {
    distance: () => 'onLink',
    dropCounters: [counter],
    clock: () => (now += 100),
  })
  expect(reasons).toEqual([])
  expect(scheduler.failures.causes).toEqual({ ENOBUFS: 1 })
  expect(scheduler.notes()).toEqual(['our fault'])
})

test('folds a tar pit of which it sees one part in eight', async () => {
  const driver: ConnectDriver = {
    ...{ id: 'node', reasons: new Set(['connected'] as const), reply: new Uint8Array() },
    ...{ start: () => CONNECTED, wait: () => {}, cancel: () => {}, close: () => {} },
  }
  const space = { ...udpPlan(1).space, tcp: [{ first: 1, last: 400 }], udp: [] }
  const random = seededRandom(1)
  const { scheduler } = await run(driver, udpPlan(1, { space, shard: { index: 0, count: 8 } }), { random })
  expect(scheduler.folding.folded).toHaveLength(1)
})
