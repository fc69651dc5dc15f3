import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { ProbeBatch, ProbePlan } from '../engine.ts'
import type { RawOrder, Session } from './channel.ts'

/** With so few ports a host, asking for them outright costs no more than asking for the host first, and finds no less. */
const fewPorts = 5
/** A byte for each host is kept while they are looked for. */
const mostHosts = 2 ** 24
const progressEveryMs = 100

/** Whether hosts are looked for first. Parts of one scan must agree on what they divide, so they take all hosts as they are. */
export function looksForHosts(
  { discoverHosts = false, shard }: ProbePlan,
  { portCount, addressCount }: EndpointIndex,
): boolean {
  return discoverHosts && shard.count === 1 && portCount > fewPorts && addressCount <= mostHosts
}

/** Finds out who is there: by address index, 1 for those that are. @throws OperationError when it crashes */
export async function* discover(
  session: Session,
  order: RawOrder,
  total: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ProbeBatch, Uint8Array> {
  let wake = () => {}
  const abort = () => session.state.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  session.order(order, () => wake())
  let found: Uint8Array | null = null
  try {
    for (;;) {
      const message = session.take()
      if (message?.kind === 'hosts') {
        found = message.alive
        return found
      }
      yield { observations: [], progress: { ...session.state.counters, total } }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, progressEveryMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    if (found === null) {
      session.order({ ...order, kind: 'close' }, () => {})
      await session.stop()
    }
  }
}
