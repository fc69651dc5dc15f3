import { expect, it } from 'vitest'
import { OperationError } from '../lib/errors.ts'
import { autoEngine, rawOrNothing } from './auto-engine.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan } from './engine.ts'
import { paceNamed } from './pacing/pace.ts'

const plan: ProbePlan = {
  space: { addresses: [], tcp: [], udp: [] },
  seed: 1,
  shard: { index: 0, count: 1 },
  pace: paceNamed('default'),
  retries: 0,
  allStates: false,
  vantage: 'here',
}
const end = { tallies: [], pseudoServices: [], unprobed: { count: 0, causes: {} }, notes: ['of the engine'] }
const batch = (sent: number, more: Partial<ProbeBatch> = {}): ProbeBatch => ({
  observations: [],
  progress: { done: 0, total: 1, sent, open: 0 },
  ...more,
})

/** Says these batches, and then breaks off with the error, if any. */
function engine(id: string, batches: readonly ProbeBatch[], error?: Error): ProbeEngine {
  return {
    id,
    reasons: new Set(),
    async *run() {
      yield* batches
      if (error !== undefined) throw error
    },
  }
}

async function taken(run: AsyncIterable<ProbeBatch>): Promise<ProbeBatch[]> {
  const batches: ProbeBatch[] = []
  for await (const each of run) batches.push(each)
  return batches
}

const broken = new OperationError('packet socket: EPERM')
const connect = engine('connect', [batch(5, { end })])
const line = 'scanning by connections, for the raw engine could not start (packet socket: EPERM)'

it('a raw engine that runs is all there is', async () => {
  const said: string[] = []
  const raw = engine('raw', [batch(0), batch(7, { end })])
  const auto = autoEngine(raw, connect, (word) => said.push(word))
  expect(await taken(auto.run(plan))).toEqual([batch(0), batch(7, { end })])
  expect([auto.id, said]).toEqual(['raw', []])
})

it('one that has nothing to send comes to its end', async () => {
  expect(await taken(autoEngine(engine('raw', [batch(0, { end })]), connect, () => {}).run(plan))).toEqual([
    batch(0, { end }),
  ])
})

it('one that breaks off before it has sent anything is stood in for, and its end is not told', async () => {
  const said: string[] = []
  const auto = autoEngine(engine('raw', [batch(0), batch(0, { end })], broken), connect, (word) => said.push(word))
  const batches = await taken(auto.run(plan))
  expect(batches.filter((each) => each.end !== undefined)).toEqual([
    batch(5, { end: { ...end, notes: [line, 'of the engine'] } }),
  ])
  expect([auto.id, said]).toEqual(['connect', [line]])
})

it.each([
  ['after its first packet', broken, [batch(0), batch(3)]],
  ['by a mistake of its own', new TypeError('x is undefined'), []],
])('one that breaks off %s has failed', async (_, error, batches) => {
  const auto = autoEngine(engine('raw', batches, error), connect, () => {})
  await expect(taken(auto.run(plan))).rejects.toBe(error)
  expect(auto.id).toBe('raw')
})

it('who asked for raw packets gets them or one line', async () => {
  await expect(
    taken(rawOrNothing(engine('raw', [], broken), '; use --engine connect (-sT)').run(plan)),
  ).rejects.toEqual(
    new OperationError('the raw engine could not start (packet socket: EPERM); use --engine connect (-sT)'),
  )
})
