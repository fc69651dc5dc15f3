import { OperationError } from '../../lib/errors.ts'
import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import { Crew } from '../crew/crew.ts'
import type { ProbeBatch, ProbePlan } from '../engine.ts'
import type { RawOrder, Session } from './channel.ts'

/** With so few ports a host, asking for them outright costs no more than asking for the host first, and finds no less. */
const fewPorts = 5
/** A byte for each host is kept while they are looked for. */
const mostHosts = 2 ** 24
/** Progress is told this often at least: a thread counts in memory that both see, and says nothing of it. */
const progressEveryMs = 100

/** Whether hosts are looked for first. Parts of one scan must agree on what they divide, so they take all hosts as they are. */
export function looksForHosts(
  { discoverHosts = false, shard }: ProbePlan,
  { portCount, addressCount }: EndpointIndex,
): boolean {
  return discoverHosts && shard.count === 1 && portCount > fewPorts && addressCount <= mostHosts
}

/** Finds out who is there: by address index, as of `hostIs`. The session goes on after that. @throws OperationError when it crashes */
export async function* discover(
  session: Session,
  order: RawOrder,
  total: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ProbeBatch, Uint8Array> {
  const crew = Crew.of([session], order.plan, total, () => order)
  const abort = () => crew.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  try {
    while (!crew.ended) {
      const next = await crew.next(progressEveryMs)
      if (next?.message.kind === 'hosts') return next.message.alive
      yield { observations: [], progress: crew.progress }
    }
    throw crew.failure ?? new OperationError('the scanner ended before it had found out who is there')
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
