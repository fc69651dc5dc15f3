import type { Observation } from '../../model/observation.ts'
import type { PseudoService, Tally } from '../../model/scan-summary.ts'
import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { FoldedHost } from './folding.ts'
import { reasonOf, stateOf } from './outcome.ts'
import type { SightingColumns } from './sightings.ts'

/** Turns what a worker says back into the records of the model. */
export class Records {
  readonly #index: EndpointIndex
  readonly #vantage: string
  #lastAt = Number.NaN
  #lastInstant = ''

  constructor(index: EndpointIndex, vantage: string) {
    this.#index = index
    this.#vantage = vantage
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
        state: stateOf(transport, outcome),
        reason: reasonOf(outcome),
        rttMs: Number.isNaN(rttMs) ? null : Math.round(rttMs * 1000) / 1000,
        observedAt: this.#instant(columns.at[i]!),
        vantage: this.#vantage,
      }
    })
  }

  tallies(rows: Float64Array): Tally[] {
    return Array.from({ length: rows.length / 4 }, (_, i) => {
      const [host = 0, transportNumber = 0, outcome = 0, count = 0] = rows.subarray(4 * i, 4 * i + 4)
      const transport = transportNumber === 0 ? 'tcp' : 'udp'
      const address = host < 0 ? null : this.#index.addressText(host)
      return { address, transport, state: stateOf(transport, outcome), reason: reasonOf(outcome), count }
    })
  }

  pseudoServices(folded: readonly FoldedHost[]): PseudoService[] {
    return folded.map(({ addressIndex, transport, sampled, open, skipped, evidence }) => ({
      address: this.#index.addressText(addressIndex),
      transport,
      sampled,
      open,
      skipped,
      evidence: [...evidence],
    }))
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
