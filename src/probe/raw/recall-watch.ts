import type { Random } from '../../lib/random.ts'
import { type RecallEvidence, recallOf } from './recall.ts'
import { RecallRounds, RecallTotals, type Sampled, type SavedTotals, type SavedWindowRounds } from './recall-rounds.ts'
import type { Window } from './window.ts'

/** More attempts than this are not made for recall's sake. */
const mostAttempts = 8
interface Watching {
  /** Questions with fewer than which the loss is hardly known, when so many open ports were found. */
  readonly enough: (found: number) => number
  /** Between two rounds of such questions while a window waits, in ms for each who is asked. */
  readonly everyMs: number
}

/**
 * Where few have answered, asking those a few times more costs little, and another attempt at all who are silent much: behind a firewall,
 * at the default pace, four minutes for one host. They are asked for most of the second before the last attempt.
 */
const usual: Watching = { enough: () => 50, everyMs: 15 }

/**
 * Where so many have answered, and so many times as many, and so many at all, stay silent, one attempt less is made at those, and who has
 * answered is asked so often as to show what it would have found: 118 answers without a loss put it below 3.2 % (Wilson, 95 %), of which
 * two attempts miss 0.1 %. With more ports found, found × loss² has to stay below 0.025 for none of them to be missed (Poisson, 97.5 %).
 */
const sparing: Watching = { enough: (found) => Math.max(120, Math.ceil(25 * Math.sqrt(found))), everyMs: 3 }
const [leastAnswered, timesAnswered, leastSilent] = [3, 20, 10_000]

/** Probes of an attempt between two looks at whether the few may be asked again. */
const lookEvery = 64

export interface RecallWatchOptions {
  readonly random: Random
  /** Below this lower bound one more attempt is made at who stayed silent. */
  readonly minRecall: number
  /** How long an answer may take, in ms. */
  readonly answerMs: () => number
  /** Whether an attempt may be left out where few are worth watching instead, and how many there are if not. */
  readonly spares: boolean
  readonly usualAttempts: () => number
}

/** What is kept of it when a scan is interrupted. */
export interface SavedRecall {
  readonly foundAt: readonly number[]
  readonly unanswered: number
  readonly attempts: number
  readonly totals: SavedTotals
  readonly windows: readonly (SavedWindowRounds & { readonly first: number })[]
}

interface Watched {
  readonly window: Window
  readonly rounds: RecallRounds
}

/** Watches a scan's loss by asking some again who have answered: see recall.ts. */
export class RecallWatch {
  readonly #options: RecallWatchOptions
  readonly #totals = new RecallTotals()
  readonly #watched: Watched[] = []
  readonly #foundAt: number[] = []
  #unanswered = 0
  #steps = 0
  #attempts = 0

  constructor(options: RecallWatchOptions) {
    this.#options = options
  }

  get saved(): SavedRecall {
    const foundAt = Array.from(this.#foundAt, (count) => count ?? 0)
    const windows = this.#watched.map(({ window, rounds }) => ({ first: window.first, ...rounds.saved }))
    return { foundAt, unanswered: this.#unanswered, attempts: this.#attempts, totals: this.#totals.saved, windows }
  }

  /** Goes on from what a former run saved: what was measured then counts. `windowAt`: the window that begins at a position. */
  resume(
    { foundAt, unanswered, attempts, totals, windows }: SavedRecall,
    windowAt: (first: number) => Window | null,
  ): void {
    this.#foundAt.push(...foundAt)
    this.#unanswered = unanswered
    this.#attempts = attempts
    this.#totals.resume(totals)
    for (const { first, ...rounds } of windows) {
      const window = windowAt(first)
      if (window !== null) this.#roundsOf(window).resume(rounds)
    }
  }

  /** An endpoint of a window has answered, by itself and not by ICMP. */
  answered(window: Window, endpoint: Sampled, open: boolean): void {
    if (open) this.#foundAt[endpoint.attempt] = (this.#foundAt[endpoint.attempt] ?? 0) + 1
    this.#roundsOf(window).add(endpoint)
  }

  /** An endpoint of a window is about to be asked for another time. */
  step(window: Window, attempt: number, nowMs: number): void {
    this.#holding(window.first)?.step(attempt, window.size - window.settled, nowMs, this.#options.answerMs())
    this.#steps += 1
    if (this.#steps % lookEvery === 0 && this.spares(window)) this.askTheFew(window, nowMs)
  }

  /** Whether few have answered in a window, and what they show is worth more than another attempt at all the others. */
  spares(window: Window): boolean {
    if (!this.#options.spares) return false
    const answered = this.#holding(window.first)?.answered ?? 0
    const silent = window.size - window.settled
    return answered >= leastAnswered && silent >= Math.max(leastSilent, timesAnswered * answered)
  }

  /** So many attempts at a window have been made. */
  through(window: Window, attempts: number, deserved: number): void {
    if (attempts > 1 || attempts >= deserved) this.#holding(window.first)?.through()
  }

  /**
   * The time to ask the few that have answered more often: while a window waits for its next attempt, or for answers. Spread over the wait
   * their answers tell more than in a row at its end, and cost no time.
   */
  askTheFew(window: Window, nowMs: number): void {
    const rounds = this.#holding(window.first)
    const { enough, everyMs } = this.#watching(window)
    const most = enough(this.#found)
    if (rounds === null || rounds.size >= most || this.#totals.sampled + rounds.sampled >= most) return
    const dueAt = rounds.lastAskedAt + everyMs * rounds.size
    if (nowMs >= dueAt && rounds.isOver(nowMs, this.#options.answerMs())) rounds.repeat()
  }

  /** Who is to be asked once more now; null: nobody. Called for every probe. */
  next(): Sampled | null {
    for (let i = 0; i < this.#watched.length; i++) {
      const sampled = this.#watched[i]!.rounds.next()
      if (sampled !== null) return sampled
    }
    return null
  }

  asked(position: number, nowMs: number): void {
    this.#holding(position)?.asked(position, nowMs)
  }

  /** Who was to be asked has left. */
  unreachable(position: number): void {
    this.#holding(position)?.unreachable(position)
  }

  /** Tells how long the answer took, in ms; NaN when nobody was waiting for it. */
  heard(position: number, nowMs: number): number {
    return this.#holding(position)?.heard(position, nowMs) ?? Number.NaN
  }

  /** The attempt at which one who is asked once more had answered. */
  answeredAt(position: number): number {
    return this.#holding(position)?.answeredAt(position) ?? 0
  }

  /** What Waves asks before it ends a window. */
  atEnd(window: Window, attempts: number, nowMs: number): 'end' | 'again' | 'wait' {
    const rounds = this.#holding(window.first)
    if (rounds === null) return 'end'
    if (!rounds.isOver(nowMs, this.#options.answerMs())) return 'wait'
    if (attempts >= mostAttempts) return 'end'
    const totals = this.#totals.copy()
    rounds.addTo(totals)
    const unanswered = this.#unanswered + window.size - window.settled
    const recall = recallOf(this.#evidence(totals, unanswered, attempts))
    // Who shows nothing has not made up for the attempt that was left out.
    const givenUp = attempts < this.#options.usualAttempts() ? 'again' : 'end'
    if ('cannotEstimate' in recall) return givenUp
    if (recall.lowerBound >= this.#options.minRecall) return 'end'
    if (totals.sampled >= this.#watching(window).enough(this.#found)) return 'again'
    return rounds.repeat() ? 'wait' : givenUp
  }

  ended(window: Window, attempts: number): void {
    const i = this.#watched.findIndex((each) => each.window.first === window.first)
    if (i >= 0) {
      this.#watched[i]!.rounds.addTo(this.#totals)
      this.#watched.splice(i, 1)
    }
    if (window.settled === window.size) return
    this.#unanswered += window.size - window.settled
    this.#attempts = this.#fewest(attempts)
  }

  get evidence(): RecallEvidence {
    return this.#evidence(this.#totals, this.#unanswered, this.#attempts)
  }

  #evidence(totals: RecallTotals, unanswered: number, attempts: number): RecallEvidence {
    const { rounds, successive, sameHost, perHost } = totals
    const foundAt = Array.from(this.#foundAt, (count) => count ?? 0)
    return { foundAt, unanswered, attempts, rounds, successive, sameHost, perHost }
  }

  #watching(window: Window): Watching {
    return this.spares(window) ? sparing : usual
  }

  get #found(): number {
    return this.#foundAt.reduce((sum, count) => sum + (count ?? 0), 0)
  }

  #fewest(attempts: number): number {
    return this.#attempts === 0 ? attempts : Math.min(this.#attempts, attempts)
  }

  #roundsOf(window: Window): RecallRounds {
    const known = this.#holding(window.first)
    if (known !== null) return known
    const rounds = new RecallRounds(this.#options.random)
    this.#watched.push({ window, rounds })
    return rounds
  }

  #holding(position: number): RecallRounds | null {
    for (let i = 0; i < this.#watched.length; i++) {
      const { window, rounds } = this.#watched[i]!
      if (window.holds(position)) return rounds
    }
    return null
  }
}
