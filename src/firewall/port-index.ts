import { type Interval, intersection, normalise, numbers } from '../lib/intervals.ts'
import type { Transport } from '../model/unions.ts'

/** What must hold of the port that a packet is sent to, before anything else is asked of it. */
export interface PortQuestion {
  /** Null: either. */
  readonly transport: Transport | null
  readonly spans: readonly Interval<number>[]
}

interface Asking<Item> {
  readonly item: Item
  /** All of them have to hold. */
  readonly questions: readonly PortQuestion[]
}

interface Stretch<Item> extends Interval<number> {
  readonly item: Item
}

/** Finds what concerns packets to a port, of what asks for ports. */
export class PortIndex<Item> {
  /** What concerns packets to every port: it does not ask for it. */
  readonly always: readonly Item[]
  readonly #stretches: Readonly<Record<Transport, readonly Stretch<Item>[]>>
  /** How far one of the stretches up to this one goes. */
  readonly #reach: Readonly<Record<Transport, readonly number[]>>

  constructor(all: readonly Asking<Item>[]) {
    const always = new Set(all.flatMap(({ item, questions }) => (questions.length === 0 ? [item] : [])))
    this.always = [...always]
    const asking = all.filter(({ item }) => !always.has(item))
    const stretchesOf = (transport: Transport) =>
      asking
        .flatMap(({ item, questions }) => spansOf(questions, transport).map((span) => ({ ...span, item })))
        .sort((a, b) => a.first - b.first)
    this.#stretches = { tcp: stretchesOf('tcp'), udp: stretchesOf('udp') }
    this.#reach = { tcp: reachOf(this.#stretches.tcp), udp: reachOf(this.#stretches.udp) }
  }

  /** Without what concerns every port. */
  at(transport: Transport, port: number): readonly Item[] {
    const [stretches, reach] = [this.#stretches[transport], this.#reach[transport]]
    const found = new Set<Item>()
    for (let i = lastFrom(stretches, port); i >= 0 && reach[i]! >= port; i--)
      if (stretches[i]!.last >= port) found.add(stretches[i]!.item)
    return [...found]
  }
}

/** The ports for which all of the questions may hold. */
function spansOf(questions: readonly PortQuestion[], of: Transport): readonly Interval<number>[] {
  const each = questions.map(({ transport, spans }) =>
    transport === null || transport === of ? normalise(spans, numbers) : [],
  )
  const [first = [], ...others] = each
  return others.reduce((both, spans) => intersection(both, spans, numbers), first)
}

function reachOf(stretches: readonly Interval<number>[]): readonly number[] {
  let furthest = -1
  return stretches.map(({ last }) => {
    furthest = Math.max(furthest, last)
    return furthest
  })
}

/** The last stretch that begins there or before; -1: none. */
function lastFrom(stretches: readonly Interval<number>[], port: number): number {
  let [low, high] = [0, stretches.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (stretches[middle]!.first <= port) low = middle + 1
    else high = middle
  }
  return low - 1
}
