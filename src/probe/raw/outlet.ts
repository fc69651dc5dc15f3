import { SystemCallError } from '../../libc/library.ts'
import { FrameBatch } from '../../link/frame-batch.ts'
import type { Link } from '../../link/link.ts'
import type { FrameTemplate } from '../../wire/frame-template.ts'
import type { HardwareAddresses } from './hardware-addresses.ts'

/** The first frame of the outlet, in its `bytes` from `start` up to `end`, is refused with this errno. */
export type TakeRefused = (outlet: Outlet, start: number, end: number, code: string) => void

/** What the kernel says of one packet and not of the link (raw(7), ip(7)): a firewall of this host, a route, a size. */
const refusals: ReadonlySet<string> = new Set([
  'EPERM',
  'EACCES',
  'EINVAL',
  'EMSGSIZE',
  'EADDRNOTAVAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** A link and the frames that wait to go out on it together. */
export class Outlet {
  readonly link: Link
  /** Name of the interface. */
  readonly interface: string
  /** Whether it leads to addresses of this machine. */
  readonly own: boolean
  /** The hosts of the link, where they have hardware addresses. */
  neighbourhood: HardwareAddresses | null = null
  readonly #batch: FrameBatch
  /** The template that each slot holds a frame of: stamping another one into it needs the whole frame. */
  readonly #primed: (FrameTemplate | null)[]

  constructor(link: Link, name: string, own = false, batch = new FrameBatch()) {
    this.link = link
    this.interface = name
    this.own = own
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

  /** Whether frames wait that the link has not taken. */
  get waiting(): boolean {
    return this.#batch.count > 0
  }

  /**
   * Sends what waits. What the kernel does not take stays, in front; what it refuses for good is handed over, and does not go out. Tells
   * whether any frame is through.
   * @throws SystemCallError when the link is gone
   */
  flush(refused?: TakeRefused): boolean {
    const batch = this.#batch
    if (batch.count === 0) return false
    let taken = 0
    try {
      taken = this.link.send(batch)
    } catch (error) {
      if (refused === undefined || !(error instanceof SystemCallError) || !refusals.has(error.code)) throw error
      refused(this, batch.start(0), batch.start(0) + batch.lengths[0]!, error.code)
      this.#keep(1)
      this.flush(refused)
      return true
    }
    if (taken < batch.count) this.#keep(taken)
    else batch.count = 0
    return taken > 0
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
