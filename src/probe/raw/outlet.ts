import { FrameBatch } from '../../link/frame-batch.ts'
import type { Link } from '../../link/link.ts'
import type { FrameTemplate } from '../../wire/frame-template.ts'

import type { HardwareAddresses } from './hardware-addresses.ts'

/** A link and the frames that wait to go out on it together. */
export class Outlet {
  readonly link: Link
  /** Name of the interface. */
  readonly interface: string
  /** The hosts of the link, where they have hardware addresses. */
  neighbourhood: HardwareAddresses | null = null
  readonly #batch: FrameBatch
  /** The template that each slot holds a frame of: stamping another one into it needs the whole frame. */
  readonly #primed: (FrameTemplate | null)[]

  constructor(link: Link, name: string, batch = new FrameBatch()) {
    this.link = link
    this.interface = name
    this.#batch = batch
    this.#primed = Array.from({ length: batch.capacity }, () => null)
  }

  get full(): boolean {
    return this.#batch.full
  }

  /** The memory that `next` gives a place in. */
  get bytes(): Uint8Array {
    return this.#batch.bytes
  }

  /** Where the next frame is written; it holds a frame of that template already. There must be room (see `full`). */
  next(template: FrameTemplate): number {
    const { count } = this.#batch
    const at = this.#batch.start(count)
    if (this.#primed[count] !== template) {
      template.prime(this.#batch.bytes, at)
      this.#primed[count] = template
    }
    return at
  }

  /** The frame at the place that `next` gave is complete. */
  add(length: number): void {
    const batch = this.#batch
    batch.lengths[batch.count] = length
    batch.count += 1
  }

  /** A frame that is no template's: copied into the next slot. */
  addWhole(frame: Uint8Array, length: number): void {
    const { count } = this.#batch
    this.#primed[count] = null
    this.#batch.bytes.set(frame.subarray(0, length), this.#batch.start(count))
    this.add(length)
  }

  /**
   * Sends what waits. What the kernel does not take stays, in front.
   * @throws SystemCallError when the link is gone
   */
  flush(): void {
    const batch = this.#batch
    if (batch.count === 0) return
    const taken = this.link.send(batch)
    if (taken < batch.count) this.#keep(taken)
    else batch.count = 0
  }

  #keep(taken: number): void {
    const batch = this.#batch
    const left = batch.count - taken
    for (let i = 0; i < left; i++) {
      const from = batch.start(taken + i)
      batch.bytes.copyWithin(batch.start(i), from, from + batch.lengths[taken + i]!)
      batch.lengths[i] = batch.lengths[taken + i]!
      this.#primed[i] = this.#primed[taken + i]!
    }
    batch.count = left
  }
}
