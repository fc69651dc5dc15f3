import type { Service } from '../../model/service.ts'
import type { DialFailure } from './connection.ts'

/** What came of asking one endpoint. */
export type Outcome =
  | {
      readonly kind: 'answered'
      readonly service: Service
      /** How long the first connection took to come about, in milliseconds; null when nobody connected. */
      readonly rttMs: number | null
    }
  /** No connection came about, not even the first. */
  | { readonly kind: 'unconnected'; readonly failure: DialFailure }
  /** It was broken off before its turn. */
  | { readonly kind: 'unasked' }

/** By a failure of our own nothing is known. */
export function failed(cause: string): Outcome {
  return { kind: 'unconnected', failure: { kind: 'failed', cause } }
}
