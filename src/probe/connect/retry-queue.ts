/** Position of the endpoint in the walk, when it was last tried, and how often: silent attempts and failures of our own. */
export interface Retry {
  position: number
  sentAt: number
  attempts: number
  failures: number
}

const initialCapacity = 1024
const mostCount = 255

/** First in, first out; 26 bytes an endpoint, whatever waits in it. */
export class RetryQueue {
  #position = new Float64Array(initialCapacity)
  #sentAt = new Float64Array(initialCapacity)
  #readyAt = new Float64Array(initialCapacity)
  #attempts = new Uint8Array(initialCapacity)
  #failures = new Uint8Array(initialCapacity)
  #head = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** When the first in line is ready: Infinity when there is none. */
  get readyAt(): number {
    return this.#count === 0 ? Infinity : this.#readyAt[this.#head]!
  }

  push({ position, sentAt, attempts, failures }: Retry, readyAt: number): void {
    if (this.#count === this.#position.length) this.#grow()
    const i = (this.#head + this.#count) & (this.#position.length - 1)
    this.#position[i] = position
    this.#sentAt[i] = sentAt
    this.#readyAt[i] = readyAt
    this.#attempts[i] = Math.min(mostCount, attempts)
    this.#failures[i] = Math.min(mostCount, failures)
    this.#count += 1
  }

  /** Takes the first in line out; there must be one. */
  shift(out: Retry): void {
    const i = this.#head
    out.position = this.#position[i]!
    out.sentAt = this.#sentAt[i]!
    out.attempts = this.#attempts[i]!
    out.failures = this.#failures[i]!
    this.#head = (i + 1) & (this.#position.length - 1)
    this.#count -= 1
  }

  #grow(): void {
    const { length } = this.#position
    this.#position = unrolled(this.#position, new Float64Array(2 * length), this.#head)
    this.#sentAt = unrolled(this.#sentAt, new Float64Array(2 * length), this.#head)
    this.#readyAt = unrolled(this.#readyAt, new Float64Array(2 * length), this.#head)
    this.#attempts = unrolled(this.#attempts, new Uint8Array(2 * length), this.#head)
    this.#failures = unrolled(this.#failures, new Uint8Array(2 * length), this.#head)
    this.#head = 0
  }
}

/** A full ring, written from its head on into a larger one. */
function unrolled<T extends Float64Array | Uint8Array>(ring: T, larger: T, head: number): T {
  larger.set(ring.subarray(head), 0)
  larger.set(ring.subarray(0, head), ring.length - head)
  return larger
}
