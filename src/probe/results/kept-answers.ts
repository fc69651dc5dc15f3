import type { Answer } from '../../model/answer.ts'

/** What an EDNS client announces as the largest reply that it takes (RFC 6891 §6.2.5): longer ones are asked for again. */
export const longestAnswer = 4096
/** Of one scanner in all: of usual replies, some 100 bytes each, more than a hundred thousand. What is not kept is asked for again. */
const mostBytes = 16 << 20

/** An answer, and in which row of the sightings it comes with. */
export interface AnswerInRow extends Answer {
  readonly row: number
}

/** Keeps what open endpoints answered, within bounds. */
export class KeptAnswers {
  #left: number
  #bytesLeft = mostBytes

  /** @param most answers that anybody has a use for; those of hosts that are folded later count as well */
  constructor(most: number) {
    this.#left = most
  }

  /** A copy; undefined when there is nothing in it, or it is beyond the bounds. */
  keep(bytes: Uint8Array, start: number, end: number, ttl: number | null): Answer | undefined {
    const size = end - start
    if (size <= 0 || size > longestAnswer || size > this.#bytesLeft || this.#left <= 0) return undefined
    this.#left -= 1
    this.#bytesLeft -= size
    return { ttl, bytes: bytes.slice(start, end) }
  }
}
