import type { Value } from './field-values.ts'
import type { Element } from './ruleset.ts'

/** Fewer are as quickly asked one by one. */
const few = 32

interface Stretch {
  readonly first: bigint
  readonly last: bigint
  readonly index: number
}

/** Finds those of the elements of a set or map that may hold: blocklists have hundreds of thousands. */
export class ElementIndex {
  /** The place of an element by which most of them are told apart. */
  readonly #at: number
  /** By their beginnings. */
  readonly #stretches: readonly Stretch[]
  /** How far one of the stretches up to this one goes. */
  readonly #reach: readonly bigint[]
  /** Those that have something else than numbers there. */
  readonly #others: readonly number[]

  /** Null: not worth it. */
  static of(elements: readonly Element[]): ElementIndex | null {
    return elements.length < few ? null : new ElementIndex(elements)
  }

  private constructor(elements: readonly Element[]) {
    const places = elements[0]!.map((_, at) => ({ at, count: new Set(elements.map((each) => String(each[at]))).size }))
    this.#at = places.sort((a, b) => b.count - a.count)[0]?.at ?? 0
    const stretches: Stretch[] = []
    const others: number[] = []
    for (const [index, element] of elements.entries()) {
      const place = element[this.#at]
      if (Array.isArray(place)) stretches.push({ first: place[0] as bigint, last: place[1] as bigint, index })
      else others.push(index)
    }
    this.#stretches = stretches.sort((a, b) => (a.first < b.first ? -1 : Number(a.first > b.first)))
    this.#others = others
    let furthest = -1n
    this.#reach = this.#stretches.map(({ last }) => {
      if (last > furthest) furthest = last
      return furthest
    })
  }

  /** Their indices, ascending. Null: it may be any of them. */
  mayHold(values: readonly Value[]): readonly number[] | null {
    const value = values[this.#at]
    if (value === undefined || value === null || typeof value === 'string' || value[0] !== value[1]) return null
    const found = [...this.#others]
    for (let i = this.#lastFrom(value[0]); i >= 0 && this.#reach[i]! >= value[0]; i--)
      if (this.#stretches[i]!.last >= value[0]) found.push(this.#stretches[i]!.index)
    return found.sort((a, b) => a - b)
  }

  /** The last stretch that begins there or before; -1: none. */
  #lastFrom(value: bigint): number {
    let [low, high] = [0, this.#stretches.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#stretches[middle]!.first <= value) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
