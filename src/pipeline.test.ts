import { expect, test } from 'vitest'
import { RemoteAsker } from './identify/apart/asker.ts'
import type { Listener, Question } from './identify/apart/channel.ts'
import type { Observation } from './model/observation.ts'
import type { PseudoService } from './model/scan-summary.ts'
import { type IdentifyWish, scan } from './pipeline.ts'
import type { ProbeBatch, ProbePlan } from './probe/engine.ts'
import { paceNamed } from './probe/pacing/pace.ts'

const plan: ProbePlan = {
  space: { addresses: [{ family: 4, first: 1n, last: 1n }], tcp: [{ first: 1, last: 10 }], udp: [] },
  ...{ seed: 1, shard: { index: 0, count: 1 }, pace: paceNamed('max'), retries: 1, allStates: false, vantage: 'here' },
}
const seen: Observation = {
  ...{ address: '0.0.0.1', transport: 'tcp', port: 1, state: 'open', reason: 'connected', rttMs: 1, vantage: 'here' },
  observedAt: '2026-01-01T00:00:00.000Z',
}
const pseudo: PseudoService = { address: '0.0.0.1', transport: 'tcp', sampled: 9, open: 9, skipped: 1, evidence: [2] }

/** Of a host that turns out to answer on everything. */
async function* folding(): AsyncIterable<ProbeBatch> {
  const progress = { done: 10, total: 10, sent: 10, open: 10 }
  yield { observations: [seen], progress }
  const end = { tallies: [], pseudoServices: [pseudo], unprobed: { count: 0, causes: {} }, notes: [] }
  yield { observations: [], progress, end }
}

async function batchSizes(identify?: IdentifyWish): Promise<number[]> {
  const engine = { id: 'none', reasons: new Set<never>(), run: folding }
  const run = scan({ engine, plan, hostnames: new Map(), notes: [], identify })
  const sizes: number[] = []
  for await (const batch of run.batches) sizes.push(batch.length)
  return sizes
}

test('whoever asks hears from the end of the scan which hosts answer on everything', async () => {
  const told: Question[] = []
  const open = (listener: Listener) => ({
    tell: (question: Question) => {
      told.push(question)
      if (question.kind === 'ask') listener.heard([{ id: question.id, outcome: { kind: 'unasked' } }])
    },
    close: () => {},
    kill: () => {},
  })
  const asker = new RemoteAsker(open, { longestDroughtMs: 180_000 })
  const options = { fragile: false, hostConnections: 1, connections: 1 }
  expect(await batchSizes({ asker: () => Promise.resolve(asker), options, limit: 9 })).toEqual([1])
  expect(told).toMatchObject([{ kind: 'sample', address: '0.0.0.1' }, { kind: 'ask' }])
})

test('the end of a scan makes no empty batch where nobody asks', async () => {
  expect(await batchSizes()).toEqual([1])
})
