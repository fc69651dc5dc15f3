import { AddressSet } from './address-set.ts'
import type { ScopeGuard } from './scope.ts'
import type { Found } from './types.ts'

/** Ranges judged at once: a list of a million addresses is some hundred set operations, not millions. */
const batchSize = 8192

/** Holds each word against the scope: what is never probed anyway is taken away first, as it sends nothing. */
export class ScopeJudge {
  readonly #guard: ScopeGuard | undefined
  readonly #never: AddressSet
  #batch: Found[] = []
  #ranges = 0

  constructor(guard: ScopeGuard | undefined, never: AddressSet) {
    this.#guard = guard
    this.#never = never
  }

  /** Throws UsageError for this word or an earlier one. */
  add(found: Found): void {
    if (this.#guard === undefined) return
    this.#batch.push(found)
    this.#ranges += found.ranges.length
    if (this.#ranges >= batchSize) this.finish()
  }

  /** Throws UsageError when one of the words that are left is out of scope. */
  finish(): void {
    const batch = this.#batch
    this.#batch = []
    this.#ranges = 0
    if (this.#guard === undefined || this.#guard.permits(this.#probed(batch))) return
    for (const found of batch) this.#guard.check(found.word, this.#probed([found]))
  }

  #probed(batch: readonly Found[]): AddressSet {
    return AddressSet.of(batch.flatMap(({ ranges }) => ranges)).minus(this.#never)
  }
}
