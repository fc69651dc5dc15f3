import type { CheckRecord } from '../model/check-record.ts'
import type { Observation } from '../model/observation.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { Service } from '../model/service.ts'
import type { Transport } from '../model/unions.ts'
import { type Classification, classify } from './classify.ts'
import { suspicionsOf } from './suspicions.ts'

/**
 * Judges endpoints that were seen from outside only. One for each scan: a port that many hosts have is classified once by its
 * number, for a million answers come from a few ports.
 */
export class ObservationAssessor {
  readonly #byPort = new Map<string, Classification>()

  record(seen: Observation, hostname: string | null, service: Service | null = null): ScanRecord {
    const { transport, port } = seen
    const judged = service === null ? this.#byNumber(transport, port) : classify({ transport, port, service })
    return {
      address: seen.address,
      transport: seen.transport,
      port: seen.port,
      state: seen.state,
      reason: seen.reason,
      rttMs: seen.rttMs,
      observedAt: seen.observedAt,
      vantage: seen.vantage,
      hostname,
      name: judged.name,
      service,
      category: judged.category,
      categoryReason: judged.reason,
      advice: seen.state === 'open' ? judged.advice : null,
    }
  }

  #byNumber(transport: Transport, port: number): Classification {
    const key = `${port}/${transport}`
    const known = this.#byPort.get(key)
    if (known !== undefined) return known
    const judged = classify({ transport, port, service: null })
    this.#byPort.set(key, judged)
    return judged
  }
}

type Unjudged = Omit<CheckRecord, 'name' | 'service' | 'category' | 'categoryReason' | 'advice' | 'suspicions'>

/** Judges an endpoint of this machine: what listens there is known, so the process and what it is bound to count as evidence. */
export function assessEndpoint(row: Unjudged): CheckRecord {
  const { transport, port, listener } = row
  const judged = classify({
    transport,
    port,
    service: null,
    bind: listener?.bind ?? null,
    process: listener?.process ?? null,
  })
  const { address, listening, reachable, exposure, why, firewall } = row
  return {
    ...{ address, transport, port, name: judged.name, listening, reachable, exposure, why, firewall, listener },
    service: null,
    category: judged.category,
    categoryReason: judged.reason,
    advice: judged.advice,
    suspicions: suspicionsOf(row),
  }
}
