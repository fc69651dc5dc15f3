/**
 * Frames to be sent together, each in a slot of one block of memory. A slot is written in place: fill
 * `bytes` from `start(i)` on, at most `slotSize` of them, set `lengths[i]`, and count it. Slots keep what was written in them,
 * so that a frame that differs little from the last one in its slot needs only the difference written.
 */
export class FrameBatch {
  readonly bytes: Uint8Array
  readonly lengths: Uint16Array
  readonly capacity: number
  readonly slotSize: number
  /** Slots in use, from the first on. */
  count = 0

  /** `slotSize` in bytes, up to 65,535; 2,048 holds any frame of Ethernet. 64 frames to a system call cost as little as more would. */
  constructor(capacity = 64, slotSize = 2048) {
    this.capacity = capacity
    this.slotSize = slotSize
    this.bytes = new Uint8Array(capacity * slotSize)
    this.lengths = new Uint16Array(capacity)
  }

  get full(): boolean {
    return this.count === this.capacity
  }

  /** Where slot i begins in `bytes`. */
  start(i: number): number {
    return i * this.slotSize
  }

  /** Takes out the first frames, those that a link took; the others move up to the front, to be offered again. */
  removeFirst(frames: number): void {
    const { bytes, lengths, count } = this
    for (let i = frames; i < count; i++) {
      const length = lengths[i]!
      bytes.copyWithin(this.start(i - frames), this.start(i), this.start(i) + length)
      lengths[i - frames] = length
    }
    this.count = count - frames
  }
}
