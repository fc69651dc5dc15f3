/** Something with the text that it is sorted by. */
export interface Keyed<T> {
  readonly key: string
  readonly item: T
}

/** The next one of a source, which is the `rank`-th. */
interface Head<T> {
  next: Keyed<T>
  readonly rank: number
  readonly source: Iterator<Keyed<T>, unknown>
}

/** Sorted sources as one; of equal keys those of the earlier source come first. Holds one item of each source. */
export function* merge<T>(sources: readonly Iterator<Keyed<T>, unknown>[]): Generator<T, void, undefined> {
  const heap: Head<T>[] = []
  for (const [rank, source] of sources.entries()) {
    const first = source.next()
    if (first.done !== true) heap.push({ next: first.value, rank, source })
  }
  // Sorted is a heap.
  heap.sort((a, b) => (isBefore(a, b) ? -1 : 1))
  while (heap.length > 0) {
    const top = heap[0]!
    yield top.next.item
    const following = top.source.next()
    if (following.done !== true) top.next = following.value
    else {
      const last = heap.pop()!
      if (heap.length > 0) heap[0] = last
    }
    sink(heap)
  }
}

function isBefore<T>(a: Head<T>, b: Head<T>): boolean {
  return a.next.key < b.next.key || (a.next.key === b.next.key && a.rank < b.rank)
}

/** Lets the first find its place again (binary heap; Williams, Algorithm 232, 1964). */
function sink<T>(heap: Head<T>[]): void {
  let i = 0
  for (;;) {
    let least = i
    for (let child = 2 * i + 1; child <= 2 * i + 2; child++) {
      if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child
    }
    if (least === i) return
    const moved = heap[i]!
    heap[i] = heap[least]!
    heap[least] = moved
    i = least
  }
}
