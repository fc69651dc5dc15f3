import { expect, onTestFinished, test } from 'vitest'
import { FrameBatch } from '../src/link/frame-batch.ts'
import type { Link } from '../src/link/link.ts'

/** Two ends of one cable; they may be the same link. */
export interface LinkEnds {
  readonly near: Link
  readonly far: Link
}

/** A frame of its own for each number up to 2^32 - 1, at least `length` bytes long, such as the far end lets in and nobody answers. */
export type MakeFrame = (n: number, length: number) => Uint8Array

/** Longer than any link takes to bring a frame over, on the busiest machine. */
const patienceMs = 20_000

/** Puts frames into a batch, which must have room for them. */
export function fill(batch: FrameBatch, frames: readonly Uint8Array[]): FrameBatch {
  batch.count = 0
  for (const frame of frames) {
    batch.bytes.set(frame, batch.start(batch.count))
    batch.lengths[batch.count++] = frame.length
  }
  return batch
}

/** Sends all of a batch, however often it takes. */
export function sendAll(link: Link, batch: FrameBatch): void {
  const deadline = performance.now() + patienceMs
  while (batch.count > 0) {
    batch.removeFirst(link.send(batch))
    expect(performance.now(), 'the link takes no frame').toBeLessThan(deadline)
  }
}

/** Copies of the next `count` frames that come in, or of fewer, when they do not come. */
export function receiveFrames(link: Link, count: number): Uint8Array[] {
  const frames: Uint8Array[] = []
  const deadline = performance.now() + patienceMs
  while (frames.length < count && performance.now() < deadline) {
    link.receive((bytes, start, end) => frames.push(bytes.slice(start, end)), 100)
  }
  return frames
}

/** What every link does, wherever its frames go. */
export function linkContract(open: () => LinkEnds, frame: MakeFrame): void {
  const opened = () => {
    const ends = open()
    onTestFinished(() => {
      ends.near.close()
      ends.far.close()
    })
    return ends
  }

  test('what one end sends comes in at the other, byte for byte and in order', () => {
    const { near, far } = opened()
    const frames = [60, 61, 64, 333, 1400].map((length, i) => frame(i, length))
    expect(near.send(fill(new FrameBatch(), frames))).toBe(frames.length)
    expect(receiveFrames(far, frames.length)).toEqual(frames)
  })

  test('many batches: each frame once, and both ends have counted them', () => {
    const { near, far } = opened()
    const [a, b] = [new FrameBatch(32), new FrameBatch(7, 128)]
    const seen: number[] = []
    let n = 0
    while (n < 2000) {
      const batch = n % 3 === 0 ? b : a
      const first = n
      n += batch.capacity
      sendAll(
        near,
        fill(
          batch,
          Array.from({ length: batch.capacity }, (_, i) => frame(first + i, 60)),
        ),
      )
      seen.push(...receiveFrames(far, batch.capacity).map((bytes) => bytes.length))
    }
    expect(seen.length).toBe(n)
    expect(near.counters.sent).toBe(n)
    expect(far.counters.received).toBe(n)
    expect(far.counters.dropped).toBe(0)
  })

  test('the frames of a batch that goes out in parts come in as they were', () => {
    const { near, far } = opened()
    const frames = Array.from({ length: 64 }, (_, i) => frame(i, 60 + i))
    const batch = fill(new FrameBatch(), frames)
    batch.count = 10
    sendAll(near, batch)
    batch.count = 64
    batch.removeFirst(10)
    sendAll(near, batch)
    expect(receiveFrames(far, 64)).toEqual(frames)
  })

  test('nothing to send, nothing to receive', () => {
    const { near, far } = opened()
    expect(near.send(new FrameBatch())).toBe(0)
    expect(far.receive(() => {}, 0)).toBe(0)
    expect(far.receive(() => {}, 5)).toBe(0)
    expect(far.counters.received).toBe(0)
  })

  test('an end that is closed twice is closed', () => {
    const { near, far } = open()
    for (const link of [near, far, near, far]) link.close()
  })
}
