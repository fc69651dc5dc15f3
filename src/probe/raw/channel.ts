import type { ProbePlan } from '../engine.ts'

/** What a worker of the raw engine is asked to do: first to find out who is there, if at all, then to scan. */
export type RawOrder =
  | { readonly kind: 'discover'; readonly plan: ProbePlan }
  | { readonly kind: 'scan'; readonly plan: ProbePlan }
