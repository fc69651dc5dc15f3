interface Arrival {
  readonly due: number
  /** Of those due at once, the one that was added first comes first. */
  readonly order: number
  readonly frame: Uint8Array
}

/** Frames on their way, the next to arrive on top: a binary heap. */
export class Arrivals {
  readonly #heap: Arrival[] = []
  #added = 0

  /** When the next one arrives; Infinity when there is none. */
  get nextDue(): number {
    return this.#heap[0]?.due ?? Infinity
  }

  add(frame: Uint8Array, due: number): void {
    const heap = this.#heap
    const arrival = { due, order: this.#added++, frame }
    let at = heap.length
    heap.push(arrival)
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (!before(arrival, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = arrival
  }

  /** Takes out the next one; there must be one. */
  take(): Uint8Array {
    const heap = this.#heap
    const { frame } = heap[0]!
    const last = heap.pop()!
    if (heap.length > 0) this.#sink(last)
    return frame
  }

  #sink(arrival: Arrival): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
      if (!before(heap[child]!, arrival)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = arrival
  }
}

function before(a: Arrival, b: Arrival): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}
