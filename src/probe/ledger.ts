import type { Observation } from '../model/observation.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { ScanSummary, Tally } from '../model/scan-summary.ts'
import { categories, type State } from '../model/unions.ts'
import { EndpointIndex } from '../targets/endpoint-index.ts'
import type { ProbeBatch, ProbeEnd, ProbeEngine, ProbePlan, Progress } from './engine.ts'

interface LedgerSubject {
  readonly engine: ProbeEngine
  readonly plan: ProbePlan
  readonly notes: readonly string[]
  /** Default: now. */
  readonly startedAt?: Date
}

/** Keeps the books of one scan: what was asked for, what was learnt, and what is missing at the end. */
export class ScanLedger {
  progress: Progress
  #subject: LedgerSubject
  #hosts: number
  #startedAt: Date
  #end: ProbeEnd | null = null
  /** What was observed one by one: all that is known while the engine has not said its last word. */
  #observed = new Map<string, Tally>()
  #askerNotes: readonly string[] = []
  readonly #unasked = new Map<string, number>()
  #byCategory = Object.fromEntries(categories.map((category) => [category, 0])) as ScanSummary['byCategory']

  constructor(subject: LedgerSubject) {
    const index = new EndpointIndex(subject.plan.space)
    this.#subject = subject
    this.#startedAt = subject.startedAt ?? new Date()
    this.#hosts = index.addressCount
    this.progress = { done: 0, total: index.size, sent: 0, open: 0 }
  }

  note(batch: ProbeBatch): void {
    const { asking } = this.progress
    this.progress = { ...batch.progress, ...(asking && { asking }) }
    for (const observation of batch.observations) this.#observe(observation)
    if (batch.end) this.#end = batch.end
  }

  noteAsking(asked: number, answered: number): void {
    this.progress = { ...this.progress, asking: { asked, answered } }
  }

  /** Open endpoints that nobody asked what they are, and why. */
  noteUnasked(count: number, cause: string): void {
    this.#unasked.set(cause, (this.#unasked.get(cause) ?? 0) + count)
  }

  /** How services are asked, if any is. */
  noteAsker(notes: readonly string[]): void {
    this.#askerNotes = notes
  }

  count(records: readonly ScanRecord[]): void {
    for (const { state, category } of records) if (state === 'open') this.#byCategory[category] += 1
  }

  summary(): ScanSummary {
    const { engine, plan, notes } = this.#subject
    const end = this.#end ?? this.#endOfObserved()
    return {
      startedAt: this.#startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      vantage: plan.vantage,
      engine: engine.id,
      technique: techniqueOf(this.#subject),
      hosts: this.#hosts,
      hostsDown: end.hostsDown ?? 0,
      endpoints: this.progress.total,
      probed: end.tallies.reduce((sum, { count }) => sum + count, 0),
      unprobed: end.unprobed.count,
      probesSent: this.progress.sent,
      byState: countByState(end),
      byCategory: this.#byCategory,
      tallies: [...end.tallies],
      pseudoServices: [...end.pseudoServices],
      recall: end.recall ?? null,
      notes: [
        ...notes,
        ...downNotes(end, this.#hosts),
        ...recallNotes(end),
        ...end.notes,
        ...unprobedNotes(end),
        ...(this.progress.asking === undefined ? [] : this.#askerNotes),
        ...unaskedNotes(this.#unasked),
      ],
      complete: this.#end !== null && end.unprobed.count === 0,
    }
  }

  #observe({ transport, state, reason }: Observation): void {
    const key = `${transport} ${reason}`
    const count = 1 + (this.#observed.get(key)?.count ?? 0)
    this.#observed.set(key, { address: null, transport, state, reason, count })
  }

  /** The engine broke off. What it had only tallied is lost with it. */
  #endOfObserved(): ProbeEnd {
    const tallies = [...this.#observed.values()]
    const known = tallies.reduce((sum, { count }) => sum + count, 0)
    return {
      tallies,
      pseudoServices: [],
      unprobed: { count: Math.max(0, this.progress.total - known), causes: {} },
      notes: [],
    }
  }
}

function countByState(end: ProbeEnd): ScanSummary['byState'] {
  const counts: Record<State, number> = { open: 0, closed: 0, filtered: 0, unfiltered: 0, 'open|filtered': 0 }
  for (const { state, count } of end.tallies) counts[state] += count
  return counts
}

function downNotes({ hostsDown = 0 }: ProbeEnd, hosts: number): string[] {
  if (hostsDown === 0) return []
  const of = `${hostsDown.toLocaleString('en')} of ${hosts.toLocaleString('en')} hosts`
  return [`${of} did not answer host discovery and were left out: -Pn probes them all the same`]
}

/** Silent endpoints are what a scan may have missed; without any there is nothing to say. */
function recallNotes({ recall, tallies }: ProbeEnd): string[] {
  if (recall === undefined || !tallies.some(({ reason }) => reason === 'no-response')) return []
  const what = 'packet-loss recall from this vantage'
  if ('cannotEstimate' in recall) return [`${what}: cannot estimate, for ${recall.cannotEstimate}`]
  const { lowerBound, sample, silent } = recall
  const percent = Math.floor(lowerBound * 10_000) / 100
  const asked = `${sample.toLocaleString('en')} asked again, ${silent.toLocaleString('en')} silent`
  return [`${what}: recall ≥ ${percent} % (95 %); ${asked}`]
}

function unprobedNotes({ unprobed }: ProbeEnd): string[] {
  if (unprobed.count === 0) return []
  const causes = Object.entries(unprobed.causes).map(([cause, count]) => `${cause} ${count.toLocaleString('en')}`)
  return [
    `${unprobed.count.toLocaleString('en')} ${unprobed.count === 1 ? 'endpoint has' : 'endpoints have'} no state (${causes.join(', ') || 'interrupted'})`,
  ]
}

function unaskedNotes(unasked: ReadonlyMap<string, number>): string[] {
  return [...unasked].map(
    ([cause, count]) =>
      `${count.toLocaleString('en')} open ${count === 1 ? 'endpoint was' : 'endpoints were'} not asked what speaks there (${cause})`,
  )
}

/** How TCP ports are asked: `connect`, or the technique of packets. */
export function techniqueOf({ engine, plan }: Pick<LedgerSubject, 'engine' | 'plan'>): string {
  return engine.id === 'raw' ? (plan.technique ?? 'syn') : 'connect'
}
