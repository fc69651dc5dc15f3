import type { Transport } from '../../model/unions.ts'
import type { Attempt } from '../attempt.ts'
import type { Folding, Trial } from '../hosts/folding.ts'
import { Trials } from '../hosts/trials.ts'
import { NO_RESPONSE } from '../results/outcome.ts'

/** How long the answer of a port on trial may take, in ms. */
const answerMs = 500

/** Ports on trial (hosts/folding.ts) are no endpoints of the scan: who was asked is kept by name, with a deadline. */
export class RawTrials {
  readonly #trials: Trials
  readonly #asked = new Map<string, { readonly position: number; readonly deadline: number }>()

  constructor(folding: Folding) {
    this.#trials = new Trials(folding)
  }

  begin(trial: Trial): void {
    this.#trials.begin(trial)
  }

  get active(): boolean {
    return this.#trials.waiting > 0 || this.#asked.size > 0
  }

  /** Writes the next port to ask into `out`, if there is one. */
  next(out: Attempt): boolean {
    return this.#trials.next(out)
  }

  asked({ addressIndex, transport, port, position }: Attempt, nowMs: number): void {
    this.#asked.set(name(addressIndex, transport, port), { position, deadline: nowMs + answerMs })
  }

  /** Takes an answer, if it is one of theirs. */
  answered(addressIndex: number, transport: Transport, port: number, outcome: number): boolean {
    if (this.#asked.size === 0) return false
    const key = name(addressIndex, transport, port)
    const asked = this.#asked.get(key)
    if (asked === undefined) return false
    this.#asked.delete(key)
    this.#trials.settle(asked.position, outcome)
    return true
  }

  expire(nowMs: number): void {
    for (const [key, { position, deadline }] of this.#asked) {
      if (deadline > nowMs) continue
      this.#asked.delete(key)
      this.#trials.settle(position, NO_RESPONSE)
    }
  }
}

function name(addressIndex: number, transport: Transport, port: number): string {
  return `${addressIndex} ${transport} ${port}`
}
