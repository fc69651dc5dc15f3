import type { Attempt } from '../attempt.ts'

const startingLimit = 2048

/** Attempts under way, by slot. The records are made once and written over. */
export class Flight {
  readonly slots: number
  /** Infinity where the slot is free. */
  readonly #deadline: Float64Array
  readonly #attempts: Attempt[] = []
  readonly #free: Uint32Array
  #freeCount: number
  /** How many may be under way: grows while all goes well. */
  #limit: number
  #workedAtLimit = 0

  constructor(slots: number) {
    this.slots = slots
    this.#deadline = new Float64Array(slots).fill(Infinity)
    this.#free = Uint32Array.from({ length: slots }, (_, i) => slots - 1 - i)
    this.#freeCount = slots
    this.#limit = Math.min(startingLimit, slots)
  }

  get count(): number {
    return this.slots - this.#freeCount
  }

  get full(): boolean {
    return this.count >= this.#limit
  }

  /** An attempt came to its end without a failure of our own. After as many as may be under way, twice as many may. */
  worked(): void {
    this.#workedAtLimit += 1
    if (this.#workedAtLimit < this.#limit || this.#limit >= this.slots) return
    this.#workedAtLimit = 0
    this.#limit = Math.min(2 * this.#limit, this.slots)
  }

  /** There is no room for more than are under way now. */
  shrink(): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.count))
  }

  /** The slot that the next attempt gets; there must be one. */
  get nextFree(): number {
    return this.#free[this.#freeCount - 1]!
  }

  /** Puts a copy of an attempt into the slot that `nextFree` named. Slots are taken from 0 upwards at first. */
  take(attempt: Attempt, deadline: number): void {
    this.#freeCount -= 1
    const slot = this.#free[this.#freeCount]!
    const record = this.#attempts[slot]
    if (record === undefined) this.#attempts[slot] = { ...attempt }
    else copy(attempt, record)
    this.#deadline[slot] = deadline
  }

  /** What runs in a slot that is taken. Valid until the slot is taken anew. */
  at(slot: number): Attempt {
    return this.#attempts[slot]!
  }

  free(slot: number): void {
    this.#deadline[slot] = Infinity
    this.#free[this.#freeCount++] = slot
  }

  setDeadline(slot: number, deadline: number): void {
    this.#deadline[slot] = deadline
  }

  /** Calls back for each slot whose time is up; gives the earliest deadline that is left, Infinity when there is none. */
  expire(nowMs: number, onExpired: (slot: number) => void): number {
    let earliest = Infinity
    for (let slot = 0; slot < this.#attempts.length; slot++) {
      const deadline = this.#deadline[slot]!
      if (deadline <= nowMs) onExpired(slot)
      else if (deadline < earliest) earliest = deadline
    }
    return earliest
  }

  /** Calls back for each slot that is taken. */
  each(visit: (slot: number, attempt: Attempt) => void): void {
    this.#attempts.forEach((attempt, slot) => {
      if (this.#deadline[slot] !== Infinity) visit(slot, attempt)
    })
  }
}

/** Field by field: this is the hot path, and Object.assign looks each of them up. */
function copy(from: Attempt, to: Attempt): void {
  to.position = from.position
  to.addressIndex = from.addressIndex
  to.row = from.row
  to.family = from.family
  to.distance = from.distance
  to.transport = from.transport
  to.port = from.port
  to.attempts = from.attempts
  to.failures = from.failures
  to.sentAt = from.sentAt
  to.previousAt = from.previousAt
}
