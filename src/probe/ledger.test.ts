import { expect, test } from 'vitest'
import type { Observation } from '../model/observation.ts'
import type { ProbeBatch, ProbePlan } from './engine.ts'
import { ScanLedger } from './ledger.ts'
import { paceNamed } from './pacing/pace.ts'

const plan: ProbePlan = {
  space: { addresses: [{ family: 4, first: 1n, last: 2n }], tcp: [{ first: 1, last: 10 }], udp: [] },
  seed: 1,
  shard: { index: 0, count: 1 },
  pace: paceNamed('max'),
  retries: 1,
  allStates: false,
  vantage: 'here',
}
const engine = { id: 'none', reasons: new Set<never>(), run: async function* () {} }
const seen: Observation = {
  address: '0.0.0.1',
  transport: 'tcp',
  port: 1,
  state: 'open',
  reason: 'connected',
  rttMs: 1,
  observedAt: '2026-01-01T00:00:00.000Z',
  vantage: 'here',
}
const progress = { done: 15, total: 20, sent: 15, open: 2 }

function ledgerAfter(...batches: readonly ProbeBatch[]) {
  const ledger = new ScanLedger({ engine, plan, notes: [] })
  for (const batch of batches) ledger.note(batch)
  return ledger.summary()
}

test('an engine that breaks off leaves without a state what was not observed', () => {
  const closed = { ...seen, port: 2, state: 'closed', reason: 'refused' } as const
  const summary = ledgerAfter({ observations: [seen, seen], progress }, { observations: [closed], progress })
  expect(summary).toMatchObject({ probed: 3, unprobed: 17, complete: false, byState: { open: 2, closed: 1 } })
  expect(summary.notes).toEqual(['17 endpoints have no state (interrupted)'])
})

test('an engine that breaks off while it finds more than it had foreseen leaves no less than nothing', () => {
  const summary = ledgerAfter({ observations: [seen, seen], progress: { ...progress, done: 1, total: 1 } })
  expect(summary).toMatchObject({ probed: 2, unprobed: 0, complete: false })
})

test('the end counts all of it, observed or not', () => {
  const { state, reason, transport } = seen
  const tallies = [{ address: null, transport, state, reason, count: 20 }]
  const end = { tallies, pseudoServices: [], unprobed: { count: 0, causes: {} }, notes: [] }
  const summary = ledgerAfter({ observations: [seen], progress }, { observations: [], progress, end })
  expect(summary).toMatchObject({ probed: 20, unprobed: 0, complete: true, byState: { open: 20 } })
})

test('how services were asked is told when any was: who asks is started before that is clear', () => {
  const ledger = new ScanLedger({ engine, plan, notes: [] })
  ledger.noteAsker(['services were asked as root'])
  expect(ledger.summary().notes).not.toContain('services were asked as root')
  ledger.noteAsking(1, 0)
  ledger.note({ observations: [], progress })
  expect(ledger.summary().notes).toContain('services were asked as root')
})
