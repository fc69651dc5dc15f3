import type { Reason } from '../../model/unions.ts'
import { reasons } from '../../model/unions.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { Crew } from '../crew/crew.ts'
import { runCrew } from '../crew/crew-run.ts'
import type { Session as SessionOf } from '../crew/session.ts'
import { WorkerSession } from '../crew/worker-session.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan } from '../engine.ts'
import type { Journal } from '../journal.ts'
import { Records } from '../results/records.ts'
import { shardSize } from '../walk.ts'
import type { CaptureFile } from './capture.ts'
import type { RawOrder } from './channel.ts'
import { onlyAlive } from './only-alive.ts'

/** Reasons of connections: no raw packet makes one. */
const connectionsOnly: ReadonlySet<Reason> = new Set(['connected', 'refused'])
/** With so few ports a host, asking for them outright costs no more than asking for the host first, and finds no less. */
const fewPorts = 5
/** A byte for each host is kept while they are looked for. */
const mostHosts = 2 ** 24
const progressEveryMs = 100

/** What sends the packets. */
export type Session = SessionOf<RawOrder>

export interface RawEngineOptions {
  /** Opens the file that every frame that is sent or received is written to; it is closed at the end. */
  readonly capture?: () => CaptureFile | undefined
  /** Starts the scanner. Default: in a thread of this process. */
  readonly start?: () => Session
}

export interface RawEngine extends ProbeEngine {
  /** Starts the scanner ahead of `run`, while targets are still being read. It does not keep the process alive. */
  warmUp(): void
}

/** Probes by packets of its own making: needs CAP_NET_RAW, and Linux. Runs once when it captures. */
export function rawEngine({ capture, start = startThread }: RawEngineOptions = {}): RawEngine {
  let warm: Session | null = null
  return {
    warmUp() {
      warm ??= start()
    },
    id: 'raw',
    resumes: true,
    reasons: new Set(reasons.filter((reason) => !connectionsOnly.has(reason))),
    run(plan, signal, journal) {
      const session = warm ?? start()
      warm = null
      return runPlan(session, plan, capture?.() ?? null, signal, journal)
    },
  }
}

function startThread(): Session {
  return new WorkerSession('probe/raw/worker')
}

/** @throws OperationError when the worker crashes; all that it saw until then has been handed out, with the end. */
async function* runPlan(
  session: Session,
  plan: ProbePlan,
  capture: CaptureFile | null,
  signal: AbortSignal | undefined,
  journal: Journal | undefined,
): AsyncIterable<ProbeBatch> {
  const asked = new EndpointIndex(plan.space)
  const former = journal?.former ?? null
  const looks = former === null && looksForHosts(plan, asked)
  const alive = looks
    ? yield* discover(session, { kind: 'discover', plan, capture }, asked.size, signal)
    : (former?.alive ?? null)
  // Who was interrupted while they were asked has not been found missing.
  const known = looks && signal?.aborted ? null : alive
  // Nor is there anything to go on from then.
  const kept = looks && signal?.aborted ? undefined : journal
  if (looks && known !== null) kept?.hosts(known)
  const addresses = known === null ? plan.space.addresses : onlyAlive(plan.space.addresses, known)
  const narrowed = { ...plan, space: { ...plan.space, addresses } }
  const index = new EndpointIndex(narrowed.space)
  const crew = Crew.of(
    [session],
    narrowed,
    shardSize(index.size, plan.shard),
    (part): RawOrder => ({
      kind: 'scan',
      plan: part,
      capture,
      keeps: kept !== undefined,
      ...(former !== null && { resume: former.resumption }),
    }),
  )
  const hostsDown = asked.addressCount - index.addressCount
  // The worker is at it already while this is loaded.
  const { meaningOf } = await import('./techniques-of.ts')
  const records = new Records(index, plan.vantage, meaningOf(plan))
  for await (const batch of runCrew(crew, records, signal, kept)) {
    const { end } = batch
    yield end === undefined ? batch : { ...batch, end: { ...end, hostsDown, notes: [...session.notes, ...end.notes] } }
  }
}

/** Whether hosts are looked for first. Parts of one scan must agree on what they divide, so they take all hosts as they are. */
export function looksForHosts(
  { discoverHosts = false, shard }: ProbePlan,
  { portCount, addressCount }: EndpointIndex,
): boolean {
  return discoverHosts && shard.count === 1 && portCount > fewPorts && addressCount <= mostHosts
}

/** Finds out who is there: by address index, 1 for those that are. @throws as runPlan */
async function* discover(
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
