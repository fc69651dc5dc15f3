/** Values of the state: nobody but the giver walks; the helper walks too; the giver is through and wants no help any more. */
const states = { alone: 0, helped: 1, over: 2 } as const
/** Places of the state, and of the index of the next process, before the processes themselves. */
const stateAt = 0
const nextAt = 1
const firstAt = 2

/** Processes that two threads take one by one, so that both end at the same time however long each process takes. */
export class SharedPids implements Iterable<number> {
  readonly buffer: SharedArrayBuffer
  readonly #words: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer
    this.#words = new Int32Array(buffer)
  }

  static of(pids: readonly number[]): SharedPids {
    const buffer = new SharedArrayBuffer((firstAt + pids.length) * Int32Array.BYTES_PER_ELEMENT)
    new Int32Array(buffer).set(pids, firstAt)
    return new SharedPids(buffer)
  }

  /** For the helper: whether there is anything left to help with. */
  join(): boolean {
    return Atomics.compareExchange(this.#words, stateAt, states.alone, states.helped) === states.alone
  }

  /** For the giver, when there are no more processes: whether a helper took some. None will from now on. */
  end(): boolean {
    return Atomics.compareExchange(this.#words, stateAt, states.alone, states.over) === states.helped
  }

  *[Symbol.iterator](): Generator<number> {
    for (;;) {
      const index = firstAt + Atomics.add(this.#words, nextAt, 1)
      if (index >= this.#words.length) return
      yield this.#words[index]!
    }
  }
}
