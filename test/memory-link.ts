import type { FrameBatch } from '../src/link/frame-batch.ts'
import type { Link, LinkCounters, LinkLayer, TakeFrame } from '../src/link/link.ts'

/** One end of a cable in memory; what it sends lies ready at the other end at once. Waiting is in vain, so it does not. */
class MemoryLink implements Link {
  readonly layer: LinkLayer
  readonly mtu = 1500
  readonly counters: LinkCounters = { sent: 0, received: 0, dropped: 0 }
  readonly inbox: Uint8Array[] = []
  other: MemoryLink | null = null
  closed = 0
  /** Frames that it takes of a batch at most. */
  readonly #most: number

  constructor(layer: LinkLayer, most: number) {
    this.layer = layer
    this.#most = most
  }

  send(batch: FrameBatch): number {
    const sent = Math.min(batch.count, this.#most)
    for (let i = 0; i < sent; i++) {
      this.other?.inbox.push(batch.bytes.slice(batch.start(i), batch.start(i) + batch.lengths[i]!))
    }
    this.counters.sent += sent
    return sent
  }

  receive(take: TakeFrame, _timeoutMs: number): number {
    const frames = this.inbox.splice(0)
    for (const frame of frames) take(frame, 0, frame.length)
    this.counters.received += frames.length
    return frames.length
  }

  close(): void {
    this.closed++
  }
}

/** Two ends of a cable in memory that take at most `most` frames at a time. */
export function memoryLinks(layer: LinkLayer = 'ethernet', most = Number.POSITIVE_INFINITY) {
  const near = new MemoryLink(layer, most)
  const far = new MemoryLink(layer, most)
  near.other = far
  far.other = near
  return { near, far }
}
