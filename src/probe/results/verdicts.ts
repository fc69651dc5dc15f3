import type { Answer } from '../../model/answer.ts'
import type { Transport } from '../../model/unions.ts'
import type { Checkpoint } from '../checkpoint.ts'
import { type Folding, foldingKey } from '../hosts/folding.ts'
import type { AnswerInRow } from './kept-answers.ts'
import { isOpen, NO_RESPONSE } from './outcome.ts'
import { type Sighting, SightingBuffer, type SightingColumns } from './sightings.ts'
import { Tallies } from './tallies.ts'

/** Takes what was seen, with the answers that were kept of it. */
export type Deliver = (sightings: SightingColumns, answers: readonly AnswerInRow[]) => void

export interface VerdictsOptions {
  readonly addressCount: number
  /** Which outcomes are told of one by one; the others are only counted. */
  readonly shows: (transport: Transport, outcome: number) => boolean
  /** Milliseconds since 1970 when the clock showed 0. */
  readonly epoch: () => number
  readonly deliver: Deliver
}

interface Judged {
  readonly addressIndex: number
  readonly transport: Transport
  readonly port: number
  /** In the host table; -1 when it has none. */
  readonly row: number
}

/** What is known for good: counts every endpoint's state, and tells of those that a person wants to see. */
export class Verdicts {
  readonly tallies: Tallies
  #settled = 0
  #open = 0
  readonly #options: VerdictsOptions
  readonly #sightings = new SightingBuffer()
  #answers: AnswerInRow[] = []

  constructor(options: VerdictsOptions) {
    this.#options = options
    this.tallies = new Tallies(options.addressCount)
  }

  /** Endpoints with a state, and folded ones. */
  get settled(): number {
    return this.#settled
  }

  get open(): number {
    return this.#open
  }

  /** Goes on from what a former run counted. */
  resume({ done, open, tallies }: Pick<Checkpoint, 'done' | 'open' | 'tallies'>): void {
    this.#settled = done
    this.#open = open
    this.tallies.add(tallies)
  }

  /** An endpoint of a folded host needs no state. */
  skipped(): void {
    this.#settled += 1
  }

  /** `rttMs` is NaN when nothing came back; `now` by the clock. Folding may hold an open one back for a while. */
  settle(
    { addressIndex, transport, port, row }: Judged,
    outcome: number,
    rttMs: number,
    now: number,
    folding: Folding | null,
    answer?: Answer,
  ): void {
    this.count(addressIndex, transport, outcome)
    const { epoch, shows } = this.#options
    if (!shows(transport, outcome)) return
    const sighting = { addressIndex, transport, port, outcome, rttMs, at: epoch() + now, answer }
    const key = foldingKey(row, transport)
    if (folding !== null && isOpen(outcome) && folding.holds(key)) folding.hold(key, sighting)
    else this.tell(sighting)
  }

  /** Nothing came back, and nothing will. */
  silent(addressIndex: number, transport: Transport, port: number, now: number): void {
    this.count(addressIndex, transport, NO_RESPONSE)
    const { epoch, shows } = this.#options
    if (!shows(transport, NO_RESPONSE)) return
    this.tell({ addressIndex, transport, port, outcome: NO_RESPONSE, rttMs: Number.NaN, at: epoch() + now })
  }

  count(addressIndex: number, transport: Transport, outcome: number, endpoints = 1): void {
    this.tallies.count(addressIndex, transport, outcome, endpoints)
    this.#settled += endpoints
    if (isOpen(outcome)) this.#open += endpoints
  }

  tell(sighting: Sighting): void {
    const { answer } = sighting
    if (answer !== undefined) this.#answers.push({ row: this.#sightings.count, ...answer })
    this.#sightings.add(sighting)
    if (this.#sightings.full) this.deliver()
  }

  /** Hands over what there is to tell. */
  deliver(): void {
    if (this.#sightings.count === 0) return
    const answers = this.#answers
    this.#answers = []
    this.#options.deliver(this.#sightings.take(), answers)
  }
}
