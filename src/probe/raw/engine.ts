import { closeSync } from 'node:fs'
import type { Reason } from '../../model/unions.ts'
import { reasons } from '../../model/unions.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { Crew } from '../crew/crew.ts'
import { runCrew, runFormer } from '../crew/crew-run.ts'
import { WorkerSession } from '../crew/worker-session.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan } from '../engine.ts'
import type { Journal } from '../journal.ts'
import { Records } from '../results/records.ts'
import { shardSize } from '../walk.ts'
import { countOf, hostIs, turnsFor } from './awaited.ts'
import type { CaptureFile } from './capture.ts'
import type { RawOrder, Session } from './channel.ts'
import { discover, looksForHosts } from './discover.ts'
import { scannersFor } from './division.ts'
import { onlyAlive } from './only-alive.ts'

/** Reasons of connections: no raw packet makes one. */
const connectionsOnly: ReadonlySet<Reason> = new Set(['connected', 'refused'])

export interface RawEngineOptions {
  /** Opens the file that every frame that is sent or received is written to; it is closed at the end. Takes one scanner. */
  readonly capture?: () => CaptureFile | undefined
  /** Starts a scanner. Default: in a thread of this process. */
  readonly start?: () => Session
  /** Scanners at most: a plan of a few thousand endpoints gets one, and one that is gone on with as many as it had. Default: division.ts. */
  readonly threads?: number | undefined
}

export interface RawEngine extends ProbeEngine {
  /** Starts the first scanner ahead of `run`, while targets are still being read. It does not keep the process alive. */
  warmUp(): void
}

/** Probes by packets of its own making: needs CAP_NET_RAW, and Linux. Runs once when it captures. */
export function rawEngine({ capture, start = startThread, threads }: RawEngineOptions = {}): RawEngine {
  let warm: Session | null = null
  return {
    warmUp() {
      warm ??= start()
    },
    id: 'raw',
    resumes: true,
    reasons: new Set(reasons.filter((reason) => !connectionsOnly.has(reason))),
    run(plan, signal, journal) {
      // It may be refused, and nobody would dismiss who has been started.
      const file = capture?.() ?? null
      const first = warm ?? startFor(file, start)
      warm = null
      const share = shardSize(new EndpointIndex(plan.space).size, plan.shard)
      const sizeFor = (asked: ProbePlan, endpoints: number) =>
        journal?.former?.parts.length ?? scannersFor(asked, endpoints, file === null ? threads : 1)
      const given = { plan, capture: file, scanners: sizeFor(plan, share) }
      return runPlan({ first, start, sizeFor }, given, signal, journal)
    },
  }
}

/** A file that no scanner is told of is closed by nobody else. */
function startFor(file: CaptureFile | null, start: () => Session): Session {
  try {
    return start()
  } catch (error) {
    if (file !== null) closeSync(file.descriptor)
    throw error
  }
}

function startThread(): Session {
  return new WorkerSession('probe/raw/worker', { closesLast: true })
}

/** Who can be had for a scan. */
interface Staff {
  readonly first: Session
  readonly start: () => Session
  /** How many a plan of so many endpoints gets. */
  readonly sizeFor: (plan: ProbePlan, endpoints: number) => number
}

/** @throws OperationError when a worker crashes; all that it saw until then has been handed out, with the end. */
async function* runPlan(
  staff: Staff,
  given: Omit<RawOrder, 'kind'>,
  signal: AbortSignal | undefined,
  journal: Journal | undefined,
): AsyncIterable<ProbeBatch> {
  const idle = new Set([staff.first])
  const start = () => {
    const session = staff.start()
    idle.add(session)
    return session
  }
  try {
    yield* runWith(idle, { ...staff, start }, given, signal, journal)
  } finally {
    await dismiss(idle, given)
  }
}

/** Ends scanners that have nothing to do any more. */
async function dismiss(idle: Set<Session>, given: Omit<RawOrder, 'kind'>): Promise<void> {
  const all = [...idle]
  idle.clear()
  for (const session of all) session.order({ ...given, kind: 'close' }, () => {})
  await Promise.all(all.map((session) => session.stop()))
}

/** Whoever has been given a part of the scan is not `idle` any more. */
async function* runWith(
  idle: Set<Session>,
  { first, start, sizeFor }: Staff,
  given: Omit<RawOrder, 'kind'>,
  signal: AbortSignal | undefined,
  journal: Journal | undefined,
): AsyncIterable<ProbeBatch> {
  const { plan } = given
  const asked = new EndpointIndex(plan.space)
  const former = journal?.former ?? null
  const looks = former === null && looksForHosts(plan, asked)
  const alive = looks
    ? yield* discover(first, { ...given, kind: 'discover' }, asked.size, signal)
    : (former?.alive ?? null)
  // Who was interrupted while they were asked has not been found missing.
  const known = looks && signal?.aborted ? null : alive
  // Nor is there anything to go on from then.
  const kept = looks && signal?.aborted ? undefined : journal
  if (looks && known !== null) kept?.hosts(known)
  const addresses = known === null ? plan.space.addresses : onlyAlive(plan.space.addresses, known)
  const narrowed = { ...plan, space: { ...plan.space, addresses } }
  const index = new EndpointIndex(narrowed.space)
  const awaited = known === null ? 0 : countOf(known, hostIs.awaited)
  const total = shardSize(index.size - awaited * index.portCount, plan.shard)
  const scanners = sizeFor(narrowed, total)
  // As many as those who are there are worth.
  const sessions = [first, ...Array.from({ length: scanners - 1 }, start)]
  kept?.divide(scanners)
  const newRecords = async () => new Records(index, plan.vantage, (await import('./techniques-of.ts')).meaningOf(plan))
  const turns = turnsFor(known, sessions.length)
  if (former !== null) yield* runFormer(former, await newRecords())
  const crew = Crew.of(
    sessions,
    narrowed,
    total,
    (part, i): RawOrder => ({
      ...given,
      kind: 'scan',
      scanners,
      plan: part,
      keeps: kept !== undefined,
      ...(turns !== null && { turns: turns[i]! }),
      ...(former !== null && { resume: former.parts[i]! }),
    }),
  )
  idle.clear()
  const leftOut = asked.addressCount - index.addressCount
  // The worker is at it already while this is loaded.
  const records = await newRecords()
  const startNotes = new Set(sessions.flatMap(({ notes }) => notes))
  for await (const batch of runCrew(crew, records, signal, kept)) {
    const { end, progress } = batch
    if (end === undefined) {
      yield batch
      continue
    }
    const { notes } = end
    const hostsDown = Math.min(awaited, end.hostsDown ?? 0)
    const came = (awaited - hostsDown) * index.portCount
    yield {
      ...batch,
      progress: { ...progress, total: total + came },
      end: { ...end, hostsDown: leftOut + hostsDown, notes: [...startNotes, ...notes] },
    }
  }
}
