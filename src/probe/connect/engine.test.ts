import { createSocket } from 'node:dgram'
import { readdirSync, readlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OperationError } from '../../lib/errors.ts'
import type { ProbeBatch, ProbePlan } from '../engine.ts'
import type { Pace } from '../pacing/pace.ts'
import { paceNamed } from '../pacing/pace.ts'
import { connectEngine } from './engine.ts'
import { needsEpoll } from './test-drivers.ts'

let server: Server
let open: number

beforeAll(async () => {
  server = createServer((socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  open = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(() => server.close())

function plan(changes: Partial<ProbePlan> = {}): ProbePlan {
  const first = 0x7f000001n
  return {
    space: {
      addresses: [{ family: 4, first, last: first }],
      tcp: [
        { first: 1, last: 200 },
        { first: open, last: open },
      ],
      udp: [],
    },
    seed: 1,
    shard: { index: 0, count: 1 },
    pace: paceNamed('max'),
    retries: 1,
    allStates: false,
    vantage: 'here',
    ...changes,
  }
}

async function gather(batches: AsyncIterable<ProbeBatch>): Promise<ProbeBatch[]> {
  const all: ProbeBatch[] = []
  for await (const batch of batches) all.push(batch)
  return all
}

for (const driver of ['auto', 'node'] as const) {
  test(`${driver}: finds the open port, tallies the others, and accounts for each endpoint`, async () => {
    const batches = await gather(connectEngine({ driver }).run(plan()))
    const observations = batches.flatMap((batch) => batch.observations)
    expect(observations).toMatchObject([
      { address: '127.0.0.1', port: open, state: 'open', reason: 'connected', vantage: 'here' },
    ])
    const last = batches.at(-1)!
    expect(last.end?.tallies.reduce((sum, { count }) => sum + count, 0)).toBe(201)
    expect(last.progress).toMatchObject({
      done: 201,
      total: 201,
      open: last.end?.tallies.find((t) => t.state === 'open')?.count,
    })
    expect(last.end?.unprobed).toEqual({ count: 0, causes: {} })
  })

  test(`${driver}: with allStates each endpoint is observed once`, async () => {
    const batches = await gather(connectEngine({ driver }).run(plan({ allStates: true })))
    const ports = batches.flatMap((batch) => batch.observations).map(({ port }) => port)
    expect(ports).toHaveLength(201)
    expect(new Set(ports).size).toBe(201)
  })
}

test('shards share the endpoints among them without overlap', async () => {
  const seen: number[] = []
  for (const index of [0, 1, 2]) {
    const batches = await gather(
      connectEngine({ driver: 'auto' }).run(plan({ allStates: true, shard: { index, count: 3 } })),
    )
    seen.push(...batches.flatMap((batch) => batch.observations).map(({ port }) => port))
  }
  expect(seen.length).toBe(201)
  expect(new Set(seen).size).toBe(201)
})

test('an abort ends it at once, and what has no state is counted', async () => {
  const controller = new AbortController()
  const slow: Pace = { ...paceNamed('max'), own: { perHost: 20, total: 20, hostConnections: 5 } }
  let last: ProbeBatch | undefined
  for await (const batch of connectEngine({ driver: 'auto' }).run(plan({ pace: slow }), controller.signal)) {
    if (batch.progress.done > 0) controller.abort()
    last = batch
  }
  const { count, causes } = last!.end!.unprobed
  expect(causes).toEqual({ interrupted: count })
  expect(count).toBe(201 - last!.progress.done)
  expect(count).toBeGreaterThan(0)
})

test('a worker that crashes is an OperationError, not a hang', async () => {
  // The worker adds to the seed, which a bigint refuses.
  const broken = plan({ seed: 1n as unknown as number })
  await expect(gather(connectEngine({ driver: 'auto' }).run(broken))).rejects.toThrow(OperationError)
})

test('a worker that crashes midway has told what it knew, and the rest has no state', async (ctx) => {
  needsEpoll(ctx)
  // No interface has a name that is no string; the worker finds out when it comes to that host.
  const zone = { broken: true } as unknown as string
  const linkLocal = 0xfe80n << 112n
  const { space } = plan()
  const first = 0x7f000001n
  const addresses = [
    { family: 4 as const, first, last: first + 19n },
    { family: 6 as const, first: linkLocal, last: linkLocal, zone },
  ]
  const broken = plan({ space: { ...space, addresses }, seed: 2, allStates: true })
  const batches: ProbeBatch[] = []
  const whole = (async () => {
    for await (const batch of connectEngine({ driver: 'auto' }).run(broken)) batches.push(batch)
  })()
  await expect(whole).rejects.toThrow(OperationError)
  const end = batches.at(-1)?.end
  const known = end?.tallies.reduce((sum, { count }) => sum + count, 0) ?? 0
  expect(known).toBeGreaterThan(0)
  expect(batches.flatMap(({ observations }) => observations)).toHaveLength(known)
  expect(end?.unprobed).toEqual({ count: 21 * 201 - known, causes: { interrupted: 21 * 201 - known } })
})

test('warming up leaves no trace when nothing is run, and is used when something is', async () => {
  connectEngine({ driver: 'auto' }).warmUp()
  const engine = connectEngine({ driver: 'auto' })
  engine.warmUp()
  expect((await gather(engine.run(plan()))).at(-1)?.end).toBeDefined()
  expect((await gather(engine.run(plan()))).at(-1)?.end).toBeDefined()
})

/** Sockets that this process has open. */
function socketCount(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
    } catch {
      return false
    }
  }).length
}

test('a consumer that stops early leaves no socket behind', async (ctx) => {
  needsEpoll(ctx)
  // A thousand hosts that do not answer: a socket for each.
  const mute = createSocket('udp4')
  await new Promise<void>((resolve) => mute.bind(0, '0.0.0.0', resolve))
  const { port } = mute.address()
  const first = 0x7f000001n
  const addresses = [{ family: 4 as const, first, last: first + 999n }]
  const space = { addresses, tcp: [], udp: [{ first: port, last: port }] }
  const before = socketCount()
  let most = before
  for await (const _ of connectEngine({ driver: 'auto' }).run(plan({ space, retries: 50 }))) {
    most = socketCount()
    if (most > before + 500) break
  }
  mute.close()
  expect(most).toBeGreaterThan(before + 500)
  // Some: the server above may still be closing what it has accepted.
  expect(socketCount()).toBeLessThan(before + 20)
})

test('a consumer that is slow gets everything once', async () => {
  const first = 0x7f000001n
  // More than the worker may have on its way, so that it has to wait.
  const space = {
    addresses: [{ family: 4 as const, first, last: first + 3n }],
    tcp: [{ first: 1, last: 30_000 }],
    udp: [],
  }
  const seen = new Set<string>()
  let observed = 0
  let end: ProbeBatch['end']
  for await (const batch of connectEngine({ driver: 'auto' }).run(plan({ space, allStates: true }))) {
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
    observed += batch.observations.length
    for (const { address, port } of batch.observations) seen.add(`${address} ${port}`)
    end = batch.end
  }
  expect(observed).toBe(120_000)
  expect(seen.size).toBe(120_000)
  expect(end?.unprobed.count).toBe(0)
})

test('knows how many endpoints there are from the first batch on', async () => {
  const batches = await gather(connectEngine({ driver: 'auto' }).run(plan({ shard: { index: 1, count: 2 } })))
  expect(batches.map(({ progress }) => progress.total)).toEqual(batches.map(() => 100))
})
