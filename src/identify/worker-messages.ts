import type { Outcome } from './ask/outcome.ts'
import type { Subject } from './ask/subject.ts'
import type { IdentifyOptions } from './engine.ts'

/** So often the worker says that it is alive, in milliseconds. */
export const heartbeatMs = 1_000

export type WorkerTerms = IdentifyOptions

export type WorkerQuestion =
  | { readonly kind: 'ask'; readonly id: number; readonly subject: Subject }
  | { readonly kind: 'abort' }
  | { readonly kind: 'end' }

export interface WorkerAnswer {
  readonly id: number
  readonly outcome: Outcome
}
