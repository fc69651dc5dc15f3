// Read me first. A scan is a chain of stages that hand each other batches of plain records:
//
//   targets ─▶ probe ─▶ observation ─▶ identify ─▶ service ─▶ assess ─▶ record
//
// and a check puts the inside view beside such a scan of this machine's own addresses:
//
//   local ─▶ listener ─┐
//                      ├─▶ reconcile ─▶ assess ─▶ record
//   probe ─▶ observation
//
// No stage knows another; only this page joins them.
import type { ObservationAssessor } from './assess/assess.ts'
import type { RemoteAsker } from './identify/apart/asker.ts'
import type { Subject } from './identify/ask/subject.ts'
import type { IdentifyOptions } from './identify/engine.ts'
import { RollCallTally } from './identify/roll-call-tally.ts'
import type { Identified } from './identify/stage.ts'
import type { Address } from './lib/address.ts'
import type { CheckRecord } from './model/check-record.ts'
import type { Observation } from './model/observation.ts'
import type { ScanRecord } from './model/scan-record.ts'
import type { ScanSummary } from './model/scan-summary.ts'
import type { ProbeBatch, ProbeEngine, ProbePlan, Progress } from './probe/engine.ts'
import type { Journal } from './probe/journal.ts'
import { ScanLedger } from './probe/ledger.ts'
import { progressOfAll, type SummaryOfAll, summaryOfAll } from './probe/several-scans.ts'
import { type FirewallInput, FirewallView } from './reconcile/firewall-view.ts'
import type { OwnAddress } from './reconcile/own-addresses.ts'
import { type Reconciled, type ReconcileInput, reconcile } from './reconcile/reconcile.ts'

export interface IdentifyWish {
  readonly asker: AskerSource
  /** What it asks. */
  readonly options: IdentifyOptions
  readonly limit: number
  readonly onFragile?: ((endpoints: readonly Pick<Observation, 'address' | 'port'>[]) => void) | undefined
}

/** Who asks, until the signal aborts. */
type AskerSource = (signal?: AbortSignal) => Promise<RemoteAsker>

export interface ScanRequest {
  readonly engine: ProbeEngine
  readonly plan: ProbePlan
  /** Address text → the host name that a person asked for. */
  readonly hostnames: ReadonlyMap<string, string>
  /** What was noticed while the targets were read. */
  readonly notes: readonly string[]
  /** Who asks open endpoints what they are, and how many at most; left out: nobody does. */
  readonly identify?: IdentifyWish | undefined
  /** Where the scan is kept while it runs, so that it can be gone on with. */
  readonly journal?: Journal
  /** When it began, if an earlier run did. */
  readonly startedAt?: Date
}

export interface ScanRun {
  /** Records as they come. Ends early, with what is known, when the signal aborts. */
  readonly batches: AsyncIterable<readonly ScanRecord[]>
  progress(): Progress
  /** Valid once the batches have ended. */
  summary(): ScanSummary
}

export function scan(request: ScanRequest, signal?: AbortSignal): ScanRun {
  const ledger = new ScanLedger(request)
  // Probing runs ahead of who takes the records: when he leaves, it has to be told.
  const left = new AbortController()
  const ending = AbortSignal.any([left.signal, ...(signal === undefined ? [] : [signal])])
  const seen = noted(request.engine.run(planOf(request), ending, request.journal), ledger)
  const services = identified(seen, request, ledger, ending)
  return {
    batches: untilLeft(counted(assessed(services, request.hostnames), ledger), left),
    progress: () => ledger.progress,
    summary: () => ledger.summary(),
  }
}

/** Whoever asks what speaks there need not ask what has been answered. */
function planOf({ plan, identify }: ScanRequest): ProbePlan {
  return identify === undefined ? plan : { ...plan, keepsAnswers: identify.limit }
}

async function* noted(
  batches: AsyncIterable<ProbeBatch>,
  ledger: ScanLedger,
  onProgress?: () => void,
): AsyncIterable<ProbeBatch> {
  for await (const batch of batches) {
    ledger.note(batch)
    onProgress?.()
    if (batch.observations.length > 0 || batch.end !== undefined) yield batch
  }
}

async function* untilLeft<T>(batches: AsyncIterable<T>, left: AbortController): AsyncIterable<T> {
  try {
    yield* batches
  } finally {
    left.abort()
  }
}

/** With what speaks behind the open ones, where that is to be asked. */
async function* identified(
  batches: AsyncIterable<ProbeBatch>,
  { identify, hostnames }: ScanRequest,
  ledger: ScanLedger,
  ending: AbortSignal,
): AsyncIterable<readonly Identified[]> {
  if (identify === undefined) {
    for await (const { observations } of batches)
      if (observations.length > 0) yield observations.map((seen) => ({ seen, service: null }))
    return
  }
  const { identifyOpen } = await import('./identify/stage.ts')
  const { asker, limit, onFragile } = identify
  yield* identifyOpen(batches, {
    asker: async () => {
      const who = await asker(ending)
      ledger.noteAsker(who.notes)
      return who
    },
    limit,
    hostnames,
    onFragile,
    onUnasked: (count, cause) => ledger.noteUnasked(count, cause),
    onAsking: (asked, answered) => ledger.noteAsking(asked, answered),
  })
}

/** The catalogue that assessing needs is read while the first probes are already under way. */
async function* assessed(
  identified: AsyncIterable<readonly Identified[]>,
  hostnames: ReadonlyMap<string, string>,
): AsyncIterable<readonly ScanRecord[]> {
  let assessor: ObservationAssessor | null = null
  for await (const batch of identified) {
    assessor ??= new (await import('./assess/assess.ts')).ObservationAssessor()
    const judge = assessor
    yield batch.map(({ seen, service }) => judge.record(seen, hostnames.get(seen.address) ?? null, service))
  }
}

async function* counted(
  batches: AsyncIterable<readonly ScanRecord[]>,
  ledger: { count(records: readonly ScanRecord[]): void },
): AsyncIterable<readonly ScanRecord[]> {
  for await (const records of batches) {
    ledger.count(records)
    yield records
  }
}

export interface IdentifyRequest {
  readonly subjects: readonly Subject[]
  readonly asker: AskerSource
  readonly vantage: string
  readonly notes: readonly string[]
}

/** Asks named endpoints what they are, without a scan before. */
export function identify(request: IdentifyRequest, signal?: AbortSignal): ScanRun {
  const tally = new RollCallTally(request)
  const { subjects, asker, vantage } = request
  const hostnames = new Map(
    subjects.flatMap(({ address, hostname }) => (hostname === null ? [] : [[address, hostname]])),
  )
  const left = new AbortController()
  const ending = AbortSignal.any([left.signal, ...(signal === undefined ? [] : [signal])])
  return {
    batches: untilLeft(counted(assessed(called(), hostnames), tally), left),
    progress: () => tally.progress,
    summary: () => tally.summary(),
  }

  async function* called(): AsyncIterable<readonly Identified[]> {
    const { rollCall } = await import('./identify/roll-call.ts')
    const who = await asker(ending)
    tally.noteAsker(who.notes)
    yield* rollCall(subjects, who, vantage, (cause) => tally.noteUntold(cause))
  }
}

export interface CheckRequest {
  /** One after the other. */
  readonly scans: readonly ScanRequest[]
  readonly own: readonly OwnAddress[]
  readonly askedPorts: ReconcileInput['askedPorts']
  /** The inside view, taken when it is called. */
  readonly listListeners: () => Promise<InsideView>
  /** The rules of this machine, read when it is called, or why they cannot be. */
  readonly readFirewall: () => Promise<ReadFirewall | { readonly missing: string }>
  /** Judge packets from this address alone. */
  readonly source: Address | null
  /** What other vantages saw of this machine. */
  readonly outside: ReconcileInput['outside']
  /** Looks at these endpoints from another machine; left out: nobody does. */
  readonly lookFrom?: (endpoints: readonly Reconciled[], signal?: AbortSignal) => Promise<ReconcileInput['outside']>
}

/** The rules, with what of them could not be read. */
export interface ReadFirewall extends FirewallInput {
  readonly notes: readonly string[]
  close(): void
}

export type InsideView = Pick<ReconcileInput, 'listeners' | 'namespaces'>

export interface CheckRun {
  readonly records: readonly CheckRecord[]
  readonly scan: SummaryOfAll
  /** What must be known of how the firewall was judged. */
  readonly notes: readonly string[]
}

const beyondThisMachine =
  "no machine sees what stands before it: a cloud provider's security group, or a firewall on the way, may let less in"

/**
 * The inside view and a scan of the own addresses, side by side. The inside view is taken after the probes: what
 * came or went meanwhile is then shown as it is at the end.
 */
export async function check(
  request: CheckRequest,
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<CheckRun> {
  const ledgers = request.scans.map((each) => new ScanLedger(each))
  const selfObservations: Observation[] = []
  for (const [i, { engine, plan }] of request.scans.entries()) {
    const batches = noted(engine.run(plan, signal), ledgers[i]!, () => onProgress(progressOfAll(ledgers)))
    for await (const { observations } of batches) selfObservations.push(...observations)
  }
  const { assessEndpoint } = await import('./assess/assess.ts')
  const inside = await request.listListeners()
  const { own, askedPorts, outside } = request
  const { rows, notes } = await judged(request, { ...inside, own, askedPorts, selfObservations, outside }, signal)
  const scan = summaryOfAll(ledgers.map((ledger) => ledger.summary()))
  return { records: rows.map(assessEndpoint), scan, notes }
}

/** Reconciles with what the firewall does, as far as that can be read. */
async function judged(
  { readFirewall, source, lookFrom }: CheckRequest,
  sides: Omit<ReconcileInput, 'firewall'>,
  signal: AbortSignal | undefined,
): Promise<{ readonly rows: Reconciled[]; readonly notes: readonly string[] }> {
  const read = await readFirewall()
  const isUnread = 'missing' in read
  try {
    const firewall = isUnread ? null : new FirewallView(read, source)
    const rows = await seenFrom(lookFrom, { ...sides, firewall }, signal)
    return { rows, notes: isUnread ? [read.missing] : [...read.notes, beyondThisMachine] }
  } finally {
    if (!isUnread) read.close()
  }
}

/** With what another machine sees of what is to be seen from here. */
async function seenFrom(
  lookFrom: CheckRequest['lookFrom'],
  input: ReconcileInput,
  signal: AbortSignal | undefined,
): Promise<Reconciled[]> {
  const rows = reconcile(input)
  if (lookFrom === undefined || signal?.aborted === true) return rows
  return reconcile({ ...input, outside: [...input.outside, ...(await lookFrom(rows, signal))] })
}
