import type { Service } from '../../model/service.ts'
import type { DialFailure } from './connection.ts'

export type Outcome =
  | { readonly kind: 'answered'; readonly service: Service }
  /** No connection came about, not even the first. */
  | { readonly kind: 'unconnected'; readonly failure: DialFailure }
