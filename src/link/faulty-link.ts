import { chance, type Random } from '../lib/random.ts'
import { FrameBatch } from './frame-batch.ts'
import { HeldFrames } from './held-frames.ts'
import type { Link, LinkCounters, LinkLayer, TakeFrame } from './link.ts'

/** What happens to frames on their way in one direction, whatever is in them. (Hosts and packets have theirs in simulation/faults.ts.) */
export interface FrameFaults {
  /** Chance that a frame is lost, 0 to 1. */
  readonly loss?: number
  /** Chance that a frame that is not lost arrives twice, 0 to 1. */
  readonly duplication?: number
  /** A frame comes later by any time between these, in ms; those that differ overtake each other. Default: at once. */
  readonly delayMs?: readonly [least: number, most: number]
}

export interface FaultyLinkOptions {
  readonly sent?: FrameFaults
  readonly received?: FrameFaults
  /** Where chance comes from: the same seed gives the same faults. */
  readonly random: Random
  /** Milliseconds, from any beginning on; must go on while the link waits. */
  readonly now?: () => number
}

/** Frames that are on their way at most, in each direction; more are lost. */
const mostHeld = 65_536

/**
 * Loses, doubles and delays frames of a link. Nothing of it shows in `counters.sent`, as it would not on a real network; frames that are
 * delayed go out with the next call after their time has come, whichever it is.
 */
export function faultyLink(link: Link, options: FaultyLinkOptions): Link {
  return new FaultyLink(link, options)
}

class FaultyLink implements Link {
  readonly layer: LinkLayer
  readonly mtu: number
  readonly counters: LinkCounters = { sent: 0, received: 0, dropped: 0 }
  readonly #link: Link
  readonly #now: () => number
  readonly #outgoing: Direction
  readonly #incoming: Direction
  readonly #batch = new FrameBatch(64, 65_535)

  constructor(link: Link, { sent = {}, received = {}, random, now = () => performance.now() }: FaultyLinkOptions) {
    this.layer = link.layer
    this.mtu = link.mtu
    this.#link = link
    this.#now = now
    this.#outgoing = new Direction(sent, random)
    this.#incoming = new Direction(received, random)
  }

  send(batch: FrameBatch): number {
    const now = this.#now()
    for (let i = 0; i < batch.count; i++) {
      this.#outgoing.enter(batch.bytes, batch.start(i), batch.start(i) + batch.lengths[i]!, now)
    }
    this.counters.sent += batch.count
    this.#sendDue()
    return batch.count
  }

  receive(take: TakeFrame, timeoutMs: number): number {
    const deadline = this.#now() + Math.max(0, timeoutMs)
    for (;;) {
      this.#sendDue()
      const before = this.#now()
      const until = Math.min(deadline, this.#outgoing.held.nextDue, this.#incoming.held.nextDue)
      const arrived = (bytes: Uint8Array, start: number, end: number) =>
        this.#incoming.enter(bytes, start, end, this.#now())
      this.#link.receive(arrived, Math.max(0, until - before))
      this.counters.dropped = this.#link.counters.dropped
      const now = this.#now()
      const frames = this.#incoming.held.release(now, take)
      this.counters.received += frames
      if (frames > 0 || now >= deadline) return frames
    }
  }

  close(): void {
    this.#link.close()
  }

  /** Sends what is due; what the link does not take stays in the batch for the next time. */
  #sendDue(): void {
    const batch = this.#batch
    const add: TakeFrame = (bytes, start, end) => {
      batch.bytes.set(bytes.subarray(start, end), batch.start(batch.count))
      batch.lengths[batch.count++] = end - start
    }
    for (;;) {
      this.#outgoing.held.release(this.#now(), add, batch.capacity - batch.count)
      if (batch.count === 0) return
      const taken = this.#link.send(batch)
      batch.removeFirst(taken)
      if (taken === 0) return
    }
  }
}

/** The way of frames in one direction. */
class Direction {
  readonly held = new HeldFrames(mostHeld)
  readonly #faults: FrameFaults
  readonly #random: Random

  constructor(faults: FrameFaults, random: Random) {
    this.#faults = faults
    this.#random = random
  }

  enter(bytes: Uint8Array, start: number, end: number, now: number): void {
    const { loss = 0, duplication = 0, delayMs: [least, most] = [0, 0] } = this.#faults
    if (chance(this.#random) < loss) return
    const copies = chance(this.#random) < duplication ? 2 : 1
    for (let i = 0; i < copies; i++)
      this.held.hold(bytes, start, end, now + least + chance(this.#random) * (most - least))
  }
}
