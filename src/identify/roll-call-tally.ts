import { groupBy } from '../lib/group-by.ts'
import { count, groupDigits } from '../lib/text.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { ScanSummary, Tally } from '../model/scan-summary.ts'
import { categories, states } from '../model/unions.ts'
import type { Subject } from './ask/subject.ts'

interface RollCall {
  readonly subjects: readonly Subject[]
  readonly vantage: string
  readonly notes: readonly string[]
}

/** Keeps the books while named endpoints are asked: how many there are, and what came of them. */
export class RollCallTally {
  readonly #call: RollCall
  readonly #startedAt = new Date()
  readonly #records: Pick<ScanRecord, 'address' | 'transport' | 'state' | 'reason' | 'category'>[] = []
  readonly #untold = new Map<string, number>()
  #askerNotes: readonly string[] = []
  #connections = 0

  constructor(call: RollCall) {
    this.#call = call
  }

  get progress() {
    const open = this.#records.filter(({ state }) => state === 'open').length
    const done = this.#records.length + this.#untoldCount()
    return { done, total: this.#call.subjects.length, sent: this.#connections, open }
  }

  /** How services are asked. */
  noteAsker(notes: readonly string[]): void {
    this.#askerNotes = notes
  }

  count(records: readonly ScanRecord[]): void {
    for (const { address, transport, state, reason, category, service } of records) {
      this.#records.push({ address, transport, state, reason, category })
      this.#connections += service?.evidence.connections ?? 1
    }
  }

  /** An endpoint that has no state, and why. */
  noteUntold(cause: string): void {
    this.#untold.set(cause, (this.#untold.get(cause) ?? 0) + 1)
  }

  summary(): ScanSummary {
    const { subjects, vantage, notes } = this.#call
    const open = this.#records.filter(({ state }) => state === 'open')
    // Who was not asked when it broke off has no state either.
    const unprobed = subjects.length - this.#records.length
    return {
      startedAt: this.#startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      vantage,
      engine: 'identify',
      technique: 'connect',
      hosts: new Set(subjects.map(({ address }) => address)).size,
      hostsDown: 0,
      endpoints: subjects.length,
      probed: this.#records.length,
      unprobed,
      probesSent: this.#connections,
      byState: countsOf(states, this.#records, 'state'),
      byCategory: countsOf(categories, open, 'category'),
      tallies: this.#tallies(),
      pseudoServices: [],
      recall: null,
      notes: [...notes, ...this.#askerNotes, ...this.#untoldNotes(unprobed)],
      complete: unprobed === 0,
    }
  }

  #tallies(): Tally[] {
    const groups = groupBy(this.#records, (each) => `${each.address} ${each.transport} ${each.reason}`)
    return [...groups.values()].map((same) => {
      const { address, transport, state, reason } = same[0]!
      return { address, transport, state, reason, count: same.length }
    })
  }

  #untoldCount(): number {
    return [...this.#untold.values()].reduce((sum, count) => sum + count, 0)
  }

  #untoldNotes(unprobed: number): string[] {
    if (unprobed === 0) return []
    const causes = [...this.#untold].map(([cause, times]) => `${cause} ${groupDigits(times)}`)
    const verb = unprobed === 1 ? 'has' : 'have'
    return [`${count(unprobed, 'endpoint')} ${verb} no state (${causes.join(', ') || 'interrupted'})`]
  }
}

function countsOf<Word extends string, Key extends string>(
  words: readonly Word[],
  records: readonly Readonly<Record<Key, Word>>[],
  key: Key,
): Record<Word, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<Word, number>
  for (const record of records) counts[record[key]] += 1
  return counts
}
