/** No slot. */
export const none = -1

/** Lists of slots, in the order in which they were added; each slot stands on exactly one. Fixed size, and nothing is allocated. */
export class NeighbourLists {
  readonly lengths: Int32Array
  readonly #previous: Int32Array
  readonly #next: Int32Array
  readonly #firsts: Int32Array
  readonly #lasts: Int32Array
  readonly #listOf: Uint8Array

  /** All slots stand on list 0. */
  constructor(slots: number, lists: number) {
    this.lengths = new Int32Array(lists)
    this.#firsts = new Int32Array(lists).fill(none)
    this.#lasts = new Int32Array(lists).fill(none)
    this.#previous = new Int32Array(slots)
    this.#next = new Int32Array(slots)
    this.#listOf = new Uint8Array(slots)
    for (let slot = 0; slot < slots; slot++) this.#append(slot, 0)
  }

  /** The slot that has been on the list for longest, or `none`. */
  first(list: number): number {
    return this.#firsts[list]!
  }

  listOf(slot: number): number {
    return this.#listOf[slot]!
  }

  /** Takes a slot off its list and puts it at the end of another. */
  move(slot: number, list: number): void {
    const from = this.#listOf[slot]!
    const previous = this.#previous[slot]!
    const next = this.#next[slot]!
    if (previous === none) this.#firsts[from] = next
    else this.#next[previous] = next
    if (next === none) this.#lasts[from] = previous
    else this.#previous[next] = previous
    this.lengths[from]!--
    this.#append(slot, list)
  }

  #append(slot: number, list: number): void {
    const last = this.#lasts[list]!
    this.#previous[slot] = last
    this.#next[slot] = none
    if (last === none) this.#firsts[list] = slot
    else this.#next[last] = slot
    this.#lasts[list] = slot
    this.#listOf[slot] = list
    this.lengths[list]!++
  }
}
