import type { TakeFrame } from './link.ts'

interface HeldFrame {
  readonly due: number
  readonly bytes: Uint8Array
}

/** Copies of frames that wait for their time. */
export class HeldFrames {
  readonly #frames: HeldFrame[] = []
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** When the next one is due; Infinity when there is none. */
  get nextDue(): number {
    return this.#frames[0]?.due ?? Number.POSITIVE_INFINITY
  }

  /** Keeps a copy of a frame until `due`. False when there are too many: it is lost. */
  hold(bytes: Uint8Array, start: number, end: number, due: number): boolean {
    if (this.#frames.length >= this.#most) return false
    // From the back, for most are due later than those before them; among equals the first stays first.
    let at = this.#frames.length
    while (at > 0 && this.#frames[at - 1]!.due > due) at--
    this.#frames.splice(at, 0, { due, bytes: bytes.slice(start, end) })
    return true
  }

  /** Hands over those due by `now`, at most `most` of them; tells how many. */
  release(now: number, take: TakeFrame, most = Number.POSITIVE_INFINITY): number {
    let due = 0
    while (due < this.#frames.length && due < most && this.#frames[due]!.due <= now) due++
    for (const { bytes } of this.#frames.splice(0, due)) take(bytes, 0, bytes.length)
    return due
  }
}
