import type { CheckRecord } from '../model/check-record.ts'
import type { Observation } from '../model/observation.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { Service } from '../model/service.ts'
import { categoryRank, type Transport } from '../model/unions.ts'
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
  const { transport, port, lastPort, listener } = row
  const judged = lastPort === undefined ? ofSocket(row) : ofRange(transport, port, lastPort)
  const { address, listening, reachable, exposure, why, firewall } = row
  const ports = { port, ...(lastPort !== undefined && { lastPort }) }
  return {
    ...{ address, transport, ...ports, name: judged.name, listening, reachable, exposure, why, firewall, listener },
    service: null,
    category: judged.category,
    categoryReason: judged.reason,
    advice: judged.advice,
    suspicions: suspicionsOf(row),
  }
}

type Judged = Pick<Classification, 'category' | 'reason' | 'advice' | 'name'>

function ofSocket({ transport, port, listener }: Unjudged): Judged {
  const { bind = null, process = null } = listener ?? {}
  return classify({ transport, port, service: null, bind, process })
}

/** Longer ranges are not meant for the services whose ports are among theirs. */
const longestOfServices = 16

/** Ports that nobody serves, as one: what the worst of them is. */
function ofRange(transport: Transport, first: number, last: number): Judged {
  const count = last - first + 1
  if (count > longestOfServices)
    return { category: 'other', reason: `a range of ${count} ports`, advice: null, name: null }
  const each = Array.from({ length: count }, (_, i) => classify({ transport, port: first + i, service: null }))
  const worst = each.reduce((a, b) => (categoryRank(b.category) > categoryRank(a.category) ? b : a))
  return { ...worst, name: null }
}
