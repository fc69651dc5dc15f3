import { describe, expect, it } from 'vitest'
import { madeUpService } from '../model/test-service.ts'
import type { Transport } from '../model/unions.ts'
import type { Outcome } from './ask/outcome.ts'
import { rollCall } from './roll-call.ts'

const service = madeUpService('x')
const answered = (evidence: Partial<typeof service.evidence> = {}): Outcome => ({
  ...{ kind: 'answered', rttMs: 1.23456 },
  service: { ...service, evidence: { ...service.evidence, asked: ['x'], ...evidence } },
})
const failed = (failure: Extract<Outcome, { kind: 'unconnected' }>['failure']): Outcome => ({
  kind: 'unconnected',
  failure,
})

async function called(transport: Transport, outcome: Outcome): Promise<string | null> {
  const causes: string[] = []
  const asker = { ask: () => Promise.resolve(outcome), sample: () => {}, close: () => {} }
  const subject = { address: '192.0.2.1', transport, port: 9, hostname: null, rttMs: null }
  for await (const batch of rollCall([subject], asker, 'lab', (cause) => void causes.push(cause)))
    return batch.map(
      ({ seen: { state, reason }, service }) => `${state} ${reason}${service === null ? '' : ', told'}`,
    )[0]!
  return causes[0] ?? null
}

describe('what came of asking a named endpoint', () => {
  it.each<[string, Transport, Outcome, string]>([
    ['it answered', 'tcp', answered(), 'open connected, told'],
    ['it said nothing', 'tcp', answered({ behaviour: 'silent' }), 'open connected, told'],
    ['it answered', 'udp', answered(), 'open udp-reply, told'],
    ['it said nothing', 'udp', answered({ behaviour: 'silent' }), 'open|filtered no-response'],
    ['nobody knows a datagram for it', 'udp', answered({ behaviour: 'silent', asked: [] }), 'nothing to ask it'],
    ['it refused', 'tcp', failed({ kind: 'refused' }), 'closed refused'],
    ['it refused', 'udp', failed({ kind: 'refused' }), 'closed icmp-port-unreachable'],
    ['no connection in time', 'tcp', failed({ kind: 'timeout' }), 'filtered no-response'],
    ['the way is closed', 'tcp', failed({ kind: 'unreachable' }), 'filtered icmp-host-unreachable'],
    ['a failure of ours', 'tcp', failed({ kind: 'failed', cause: 'EMFILE' }), 'EMFILE'],
    ['it was not its turn yet', 'tcp', { kind: 'unasked' }, 'interrupted'],
    ['it is fragile', 'tcp', answered({ behaviour: 'not-asked' }), 'left alone as fragile (--fragile asks it)'],
  ])('%s (%s)', async (_, transport, outcome, told) => {
    expect(await called(transport, outcome)).toBe(told)
  })
})
