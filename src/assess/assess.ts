import type { CheckRecord } from '../model/check-record.ts'
import type { Observation } from '../model/observation.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import { classify } from './classify.ts'

/** Judges an endpoint that was seen from outside only. */
export function assessObservation(seen: Observation, hostname: string | null): ScanRecord {
  const judged = classify({ transport: seen.transport, port: seen.port, service: null })
  return {
    ...seen,
    hostname,
    name: judged.name,
    service: null,
    category: judged.category,
    categoryReason: judged.reason,
    advice: seen.state === 'open' ? judged.advice : null,
  }
}

type Unjudged = Omit<CheckRecord, 'name' | 'service' | 'category' | 'categoryReason' | 'advice'>

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
  }
}
