import type { Random } from '../../lib/random.ts'
import { noPairs, type Pairs, plus, type Round } from './recall.ts'

/** Endpoints of a window that are asked again in each of its rounds. */
const mostSampled = 1000

/** Between two rounds, even when all have answered: back-to-back probes die together. */
const leastPauseMs = 20

/** An endpoint that has answered. */
export interface Sampled {
  readonly position: number
  readonly addressIndex: number
  /** The attempt that it answered. */
  readonly attempt: number
}

interface Asked extends Sampled {
  /** -1: not yet. */
  askedAt: number
  heard: boolean
}

/** What is kept of the rounds when a scan is interrupted. */
export interface SavedRounds {
  readonly rounds: readonly Round[]
  readonly successive: Pairs
}

export interface SavedTotals extends SavedRounds {
  readonly sameHost: Pairs
  readonly probes: number
  readonly sharers: number
}

/** Of a window that is under way: not the round that it is in, whose probes then count for nothing. */
export interface SavedWindowRounds extends SavedRounds {
  readonly sample: readonly Sampled[]
  readonly answered: number
  readonly hosts: readonly (Round & { readonly addressIndex: number })[]
}

/** What all rounds of a scan have shown. */
export class RecallTotals {
  readonly rounds: Round[] = []
  successive: Pairs = noPairs
  sameHost: Pairs = noPairs
  #probes = 0
  /** Sum over the probes of how many their host got. */
  #sharers = 0

  copy(): RecallTotals {
    const copy = new RecallTotals()
    copy.rounds.push(...this.rounds)
    copy.successive = this.successive
    copy.sameHost = this.sameHost
    copy.#probes = this.#probes
    copy.#sharers = this.#sharers
    return copy
  }

  get saved(): SavedTotals {
    const { successive, sameHost } = this
    return { rounds: [...this.rounds], successive, sameHost, probes: this.#probes, sharers: this.#sharers }
  }

  resume({ rounds, successive, sameHost, probes, sharers }: SavedTotals): void {
    this.rounds.push(...rounds)
    this.successive = successive
    this.sameHost = sameHost
    this.#probes = probes
    this.#sharers = sharers
  }

  add(rounds: readonly Round[], successive: Pairs, hosts: Iterable<Round>): void {
    this.rounds.push(...rounds)
    this.successive = plus(this.successive, successive)
    for (const { sample, silent } of hosts) {
      const members = silent * (sample - 1)
      this.sameHost = plus(this.sameHost, { pairs: pairsOf(sample), silent: pairsOf(silent), members })
      this.#probes += sample
      this.#sharers += sample * sample
    }
  }

  get sampled(): number {
    return this.rounds.reduce((sum, { sample }) => sum + sample, 0)
  }

  get perHost(): number {
    return this.#probes === 0 ? 1 : this.#sharers / this.#probes
  }
}

/** The rounds of one window: in each, a sample of those who have answered by then is asked once more. */
export class RecallRounds {
  readonly #random: Random
  readonly #sample: Sampled[] = []
  readonly #rounds: Round[] = []
  readonly #hosts = new Map<number, { sample: number; silent: number }>()
  #successive: Pairs = noPairs
  #answered = 0
  #asked: Asked[] = []
  readonly #byPosition = new Map<number, Asked>()
  /** How many of `#asked` may have gone out by now, and how many have. */
  #due = 0
  #sent = 0
  /** Given out by `next`, and held back by the pace still. */
  #inHand = 0
  lastAskedAt = -Infinity
  /** Who has been asked in this round and has not answered yet. */
  #awaited = 0
  /** Steps of the walk to each probe of the round, and steps made. */
  #spacing = 1
  #steps = 0
  /** That the round goes with; 0: there has been none. */
  #attempt = 0

  constructor(random: Random) {
    this.#random = random
  }

  get saved(): SavedWindowRounds {
    const hosts = [...this.#hosts].map(([addressIndex, round]) => ({ addressIndex, ...round }))
    const [sample, rounds] = [[...this.#sample], [...this.#rounds]]
    return { sample, answered: this.#answered, rounds, successive: this.#successive, hosts }
  }

  resume({ sample, answered, rounds, successive, hosts }: SavedWindowRounds): void {
    this.#sample.push(...sample)
    this.#answered = answered
    this.#rounds.push(...rounds)
    this.#successive = successive
    for (const { addressIndex, ...round } of hosts) this.#hosts.set(addressIndex, round)
  }

  /** One more endpoint: algorithm R (Vitter, ACM Trans. Math. Softw. 11, 1985). */
  add(endpoint: Sampled): void {
    this.#answered += 1
    if (this.#sample.length < mostSampled) {
      this.#sample.push(endpoint)
      return
    }
    const slot = Math.floor((this.#random() / 2 ** 32) * this.#answered)
    if (slot < mostSampled) this.#sample[slot] = endpoint
  }

  /** One of `steps` silent endpoints is about to be asked again: the round's probes go out in between. */
  step(attempt: number, steps: number, nowMs: number, answerMs: number): void {
    if (attempt > this.#attempt && this.isOver(nowMs, answerMs)) {
      this.#begin(attempt)
      this.#spacing = Math.max(1, Math.floor(steps / Math.max(1, this.#asked.length)))
      this.#steps = 0
    }
    this.#steps += 1
    if (this.#steps % this.#spacing === 0) this.#due = Math.min(this.#asked.length, this.#due + 1)
  }

  /** The attempts are through: what is left of the round may go out, and if there has been none at all, one. */
  through(): void {
    if (this.#attempt === 0 && this.#asked.length === 0) this.#begin(1)
    this.#due = this.#asked.length
  }

  /** Asks them all once more, at once. False when there is nobody left. */
  repeat(): boolean {
    this.#begin(this.#attempt)
    this.#due = this.#asked.length
    return this.#due > 0
  }

  /** Nothing can be sent to an endpoint any more: it is not asked again. */
  unreachable(position: number): void {
    this.#inHand -= 1
    const i = this.#sample.findIndex((endpoint) => endpoint.position === position)
    if (i >= 0) this.#sample.splice(i, 1)
  }

  #begin(attempt: number): void {
    this.#close()
    this.#attempt = attempt
    this.#asked = this.#sample.map((endpoint) => ({ ...endpoint, askedAt: -1, heard: false }))
    for (let i = this.#asked.length - 1; i > 0; i--) {
      const j = this.#random() % (i + 1)
      const other = this.#asked[j]!
      this.#asked[j] = this.#asked[i]!
      this.#asked[i] = other
    }
    for (const each of this.#asked) this.#byPosition.set(each.position, each)
    this.#due = 0
    this.#sent = 0
  }

  /** The next one to ask; null when none is due. */
  next(): Sampled | null {
    if (this.#sent >= this.#due) return null
    this.#inHand += 1
    return this.#asked[this.#sent++]!
  }

  asked(position: number, nowMs: number): void {
    this.#inHand -= 1
    const asked = this.#byPosition.get(position)
    if (asked === undefined) return
    if (asked.askedAt < 0) this.#awaited += 1
    asked.askedAt = nowMs
    this.lastAskedAt = nowMs
  }

  /** Tells how long the answer took, in ms; NaN when nobody was waiting for it. */
  heard(position: number, nowMs: number): number {
    const asked = this.#byPosition.get(position)
    if (asked === undefined || asked.askedAt < 0 || asked.heard) return Number.NaN
    asked.heard = true
    this.#awaited -= 1
    return nowMs - asked.askedAt
  }

  /** The attempt at which an endpoint of the round had answered. */
  answeredAt(position: number): number {
    return this.#byPosition.get(position)?.attempt ?? 0
  }

  /** Whether all have been asked, and have answered or had that long to do so. */
  isOver(nowMs: number, answerMs: number): boolean {
    if (this.#sent < this.#asked.length || this.#inHand > 0) return false
    return nowMs >= this.lastAskedAt + (this.#awaited === 0 ? leastPauseMs : answerMs)
  }

  /** Who has answered, whether it can be asked or not. */
  get answered(): number {
    return this.#answered
  }

  /** Whom it can ask. */
  get size(): number {
    return this.#sample.length
  }

  /** Questions so far. */
  get sampled(): number {
    return this.#rounds.reduce((sum, { sample }) => sum + sample, this.#sent)
  }

  /** Closes the round and adds what was seen so far to the totals. */
  addTo(totals: RecallTotals): void {
    this.#close()
    totals.add(this.#rounds, this.#successive, this.#hosts.values())
  }

  #close(): void {
    const asked = this.#asked.filter(({ askedAt }) => askedAt >= 0)
    let silent = 0
    let before: boolean | null = null
    for (const { addressIndex, heard } of asked) {
      const host = this.#hosts.get(addressIndex) ?? { sample: 0, silent: 0 }
      this.#hosts.set(addressIndex, host)
      host.sample += 1
      if (!heard) {
        host.silent += 1
        silent += 1
      }
      if (before !== null) {
        const members = (heard ? 0 : 1) + (before ? 0 : 1)
        this.#successive = plus(this.#successive, { pairs: 1, silent: members === 2 ? 1 : 0, members })
      }
      before = heard
    }
    if (asked.length > 0) this.#rounds.push({ sample: asked.length, silent })
    this.#asked = []
    this.#byPosition.clear()
    this.#due = 0
    this.#sent = 0
    this.#awaited = 0
  }
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2
}
