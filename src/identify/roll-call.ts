import type { Observation } from '../model/observation.ts'
import type { Reason, State } from '../model/unions.ts'
import type { Outcome } from './ask/outcome.ts'
import type { Subject } from './ask/subject.ts'
import type { Asker } from './engine.ts'
import { tellingFirst } from './fragile-devices.ts'
import { MergedBatches } from './merged-batches.ts'
import type { Identified } from './stage.ts'

/** What could not be told of an endpoint: interrupted, or a failure of our own by its errno name. */
export type Untold = (cause: string) => void

/** Asks named endpoints, which nobody probed before: whether they are open shows when they are asked. */
export function rollCall(
  subjects: readonly Subject[],
  asker: Asker,
  vantage: string,
  onUntold: Untold,
): AsyncIterable<readonly Identified[]> {
  const merged = new MergedBatches<Identified>()
  const answered = tellingFirst(subjects).map(async (subject) => {
    const outcome = await asker.ask(subject)
    const seen = observationOf(subject, outcome, vantage)
    if (typeof seen === 'string') onUntold(seen)
    else merged.push([{ seen, service: outcome.kind === 'answered' && seen.state === 'open' ? outcome.service : null }])
  })
  void Promise.all(answered)
    .then(
      () => merged.end(),
      (error: unknown) => merged.fail(error),
    )
    .finally(() => asker.close())
  return merged
}

const leftAlone = 'left alone as fragile (--fragile asks it)'

const failures = {
  refused: ['closed', 'refused'],
  timeout: ['filtered', 'no-response'],
  unreachable: ['filtered', 'icmp-host-unreachable'],
} as const satisfies Record<string, readonly [State, Reason]>

/** The observation, or why there is none. */
function observationOf(subject: Subject, outcome: Outcome, vantage: string): Observation | string {
  const told = stateOf(subject, outcome)
  if (typeof told === 'string') return told
  const [state, reason] = told
  const { address, transport, port } = subject
  const rttMs = outcome.kind === 'answered' && outcome.rttMs !== null ? Math.round(outcome.rttMs * 1000) / 1000 : null
  return { address, transport, port, state, reason, rttMs, observedAt: new Date().toISOString(), vantage }
}

function stateOf({ transport }: Subject, outcome: Outcome): readonly [State, Reason] | string {
  if (outcome.kind === 'unasked') return 'interrupted'
  if (outcome.kind === 'unconnected') {
    const { failure } = outcome
    if (failure.kind === 'failed') return failure.cause
    return failure.kind === 'refused' && transport === 'udp'
      ? ['closed', 'icmp-port-unreachable']
      : failures[failure.kind]
  }
  const { behaviour, asked } = outcome.service.evidence
  if (behaviour === 'not-asked') return leftAlone
  // Nobody knows a datagram for it.
  if (transport === 'udp' && asked.length === 0) return 'nothing to ask it'
  if (transport === 'tcp') return ['open', 'connected']
  return behaviour === 'silent' ? ['open|filtered', 'no-response'] : ['open', 'udp-reply']
}
