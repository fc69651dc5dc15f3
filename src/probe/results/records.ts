import type { Observation } from '../../model/observation.ts'
import type { PseudoService, Tally } from '../../model/scan-summary.ts'
import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { WorkerEnd } from '../crew/channel.ts'
import type { ProbeEnd } from '../engine.ts'
import { recallOfParts } from '../raw/recall.ts'
import { reasonOf, stateOf } from './outcome.ts'
import type { SightingColumns } from './sightings.ts'

/** Turns what a worker says back into the records of the model. */
export class Records {
  readonly #index: EndpointIndex
  readonly #vantage: string
  readonly #stateOf: typeof stateOf
  #lastAt = Number.NaN
  #lastInstant = ''

  /** `meaning`: the state that an outcome means, where it is not that of connections. */
  constructor(index: EndpointIndex, vantage: string, meaning = stateOf) {
    this.#index = index
    this.#vantage = vantage
    this.#stateOf = meaning
  }

  observations(columns: SightingColumns): Observation[] {
    return Array.from({ length: columns.count }, (_, i) => {
      const transport = columns.transport[i] === 0 ? 'tcp' : 'udp'
      const outcome = columns.outcome[i]!
      const rttMs = columns.rttMs[i]!
      return {
        address: this.#index.addressText(columns.addressIndex[i]!),
        transport,
        port: columns.port[i]!,
        state: this.#stateOf(transport, outcome),
        reason: reasonOf(outcome),
        rttMs: Number.isNaN(rttMs) ? null : Math.round(rttMs * 1000) / 1000,
        observedAt: this.#instant(columns.at[i]!),
        vantage: this.#vantage,
      }
    })
  }

  /** The ends of all workers as one. */
  end(ends: readonly WorkerEnd[]): ProbeEnd {
    const causes: Record<string, number> = {}
    for (const end of ends) {
      for (const [cause, count] of Object.entries(end.causes)) causes[cause] = (causes[cause] ?? 0) + count
    }
    const measured = ends.flatMap(({ recall }) => recall ?? [])
    const hostsDown = ends.reduce((sum, { missing = 0 }) => sum + missing, 0)
    return {
      tallies: this.#tallies(ends),
      pseudoServices: this.#pseudoServices(ends),
      ...(measured.length > 0 && { recall: recallOfParts(measured) }),
      ...(hostsDown > 0 && { hostsDown }),
      unprobed: { count: Object.values(causes).reduce((sum, count) => sum + count, 0), causes },
      notes: [...new Set(ends.flatMap(({ notes }) => notes)), ...absentNotes(ends)],
    }
  }

  #tallies(ends: readonly WorkerEnd[]): Tally[] {
    const merged = new Map<string, Tally>()
    for (const { tallies } of ends) {
      for (let i = 0; i < tallies.length; i += 4) {
        const [host = 0, transportNumber = 0, outcome = 0, count = 0] = tallies.subarray(i, i + 4)
        const transport = transportNumber === 0 ? 'tcp' : 'udp'
        const key = `${host} ${transport} ${outcome}`
        const known = merged.get(key)
        const address = known?.address ?? (host < 0 ? null : this.#index.addressText(host))
        const state = this.#stateOf(transport, outcome)
        merged.set(key, { address, transport, state, reason: reasonOf(outcome), count: count + (known?.count ?? 0) })
      }
    }
    return [...merged.values()]
  }

  #pseudoServices(ends: readonly WorkerEnd[]): PseudoService[] {
    const merged = new Map<string, PseudoService>()
    for (const { addressIndex, transport, sampled, open, skipped, evidence } of ends.flatMap(({ folded }) => folded)) {
      const key = `${addressIndex} ${transport}`
      const known = merged.get(key)
      merged.set(key, {
        address: this.#index.addressText(addressIndex),
        transport,
        sampled: sampled + (known?.sampled ?? 0),
        open: open + (known?.open ?? 0),
        skipped: skipped + (known?.skipped ?? 0),
        evidence: [...new Set([...(known?.evidence ?? []), ...evidence])],
      })
    }
    return [...merged.values()]
  }

  /** Thousands of answers share a millisecond, and formatting a date costs more than a probe. */
  #instant(at: number): string {
    const whole = Math.floor(at)
    if (whole !== this.#lastAt) {
      this.#lastAt = whole
      this.#lastInstant = new Date(whole).toISOString()
    }
    return this.#lastInstant
  }
}

function absentNotes(ends: readonly WorkerEnd[]): string[] {
  const { size } = new Set(ends.flatMap(({ absent }) => absent))
  if (size === 0) return []
  const [hosts, were] = size === 1 ? ['host', 'was'] : ['hosts', 'were']
  return [
    `${size.toLocaleString('en')} ${hosts} on the link did not answer ARP or neighbour discovery and ${were} not probed further`,
  ]
}
