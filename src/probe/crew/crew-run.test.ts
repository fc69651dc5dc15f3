import { expect, it } from 'vitest'
import { OperationError } from '../../lib/errors.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { Checkpoint } from '../checkpoint.ts'
import type { ProbeBatch, ProbePlan } from '../engine.ts'
import type { Journal } from '../journal.ts'
import { paceNamed } from '../pacing/pace.ts'
import { Records } from '../results/records.ts'
import { columnsOf } from '../results/sightings.ts'
import type { WorkerEnd, WorkerMessage } from './channel.ts'
import { Crew } from './crew.ts'
import { runCrew } from './crew-run.ts'
import type { Session } from './session.ts'

const plan: ProbePlan = {
  space: { addresses: [{ family: 4, first: 0n, last: 9n }], tcp: [{ first: 80, last: 80 }], udp: [] },
  seed: 1,
  shard: { index: 0, count: 1 },
  pace: paceNamed('max'),
  retries: 0,
  allStates: true,
  vantage: 'test',
}
const end: WorkerEnd = {
  ...{ kind: 'end', crash: null, tallies: new Float64Array(0), folded: [], absent: [] },
  ...{ causes: {}, recall: null, notes: [] },
}

const found = (addressIndex: number): WorkerMessage => ({
  kind: 'sightings',
  columns: columnsOf([{ addressIndex, transport: 'tcp', port: 80, outcome: 0, rttMs: 1, at: 1 }]),
})
const checkpoint = (done: number): WorkerMessage => ({ kind: 'checkpoint', checkpoint: { done } as Checkpoint })

/** Says the first of these, and the others once it is asked to end. Then, if it has said no end, it is lost. */
function session(first: WorkerMessage[], last: WorkerMessage[] = []): Session<object> {
  let asked = false
  return {
    state: {
      counters: { done: 0, sent: 0, open: 0 },
      abort: () => {
        asked = true
      },
      read: () => {},
    },
    notes: [],
    order: () => {},
    take() {
      const next = first.shift() ?? (asked ? last.shift() : undefined)
      if (next === undefined && last.length === 0) throw new OperationError('it was killed')
      return next ?? null
    },
    stop: async () => {},
  }
}

it('what came back belongs to what was seen', async () => {
  const message = { ...found(3), answers: [{ row: 0, ttl: 64, bytes: Uint8Array.of(7) }] }
  const crew = Crew.of([session([message, end])], plan, 10, () => ({}))
  const answered: unknown[] = []
  const records = new Records(new EndpointIndex(plan.space), plan.vantage)
  for await (const { answers = [] } of runCrew(crew, records, undefined))
    for (const [{ address }, answer] of answers) answered.push([address, answer])
  expect(answered).toEqual([['0.0.0.3', { ttl: 64, bytes: Uint8Array.of(7) }]])
})

it('when one of several is lost, what the others say until they have ended is kept', async () => {
  const kept: string[] = []
  const journal: Journal = {
    former: null,
    hosts: () => {},
    divide: () => {},
    results: (part, { addressIndex }) => kept.push(`${part} found ${addressIndex[0]}`),
    save: (part, { done }) => kept.push(`${part} at ${done}`),
  }
  const sessions = [session([found(0)]), session([found(1)], [found(2), checkpoint(7), end])]
  const crew = Crew.of(sessions, plan, 10, () => ({}))
  const batches: ProbeBatch[] = []
  const run = async () => {
    const records = new Records(new EndpointIndex(plan.space), plan.vantage)
    for await (const batch of runCrew(crew, records, undefined, journal)) batches.push(batch)
  }
  await expect(run()).rejects.toThrow('it was killed')
  const seen = batches.flatMap(({ observations }) => observations.map(({ address }) => address))
  expect(seen).toEqual(['0.0.0.0', '0.0.0.1', '0.0.0.2'])
  expect(batches.some((batch) => batch.end !== undefined)).toBe(false)
  expect(kept).toEqual(['0 found 0', '1 found 1', '1 found 2', '1 at 7'])
})
