import { errno, errnoNumbers, SystemCallError } from '../libc/library.ts'
import { MessageVector } from '../libc/message-vector.ts'
import { MSG_DONTWAIT } from '../libc/socket.ts'
import type { FrameBatch } from './frame-batch.ts'

/** The queue of the device or the socket is full, or a signal came: the frame did not go out and can be offered again. */
const notNow = new Set([errnoNumbers.EAGAIN, errnoNumbers.ENOBUFS, errnoNumbers.EINTR])

/** A batch as sendmmsg(2) wants it, and room for a socket address beside each slot. */
export class BatchMessages {
  /** Socket addresses, `nameSize` bytes apart. */
  readonly names: Uint8Array
  readonly nameSize: number
  readonly #batch: FrameBatch
  readonly #vector: MessageVector

  /** `nameSize` 0: the socket knows where to. */
  constructor(batch: FrameBatch, nameSize: number) {
    this.#batch = batch
    this.#vector = new MessageVector(batch.bytes, batch.capacity, batch.slotSize)
    this.nameSize = nameSize
    this.names = new Uint8Array(batch.capacity * nameSize)
    for (let i = 0; nameSize > 0 && i < batch.capacity; i++) {
      this.#vector.setName(i, this.names, i * nameSize, nameSize)
    }
  }

  /** How much of the socket address of slot i counts. */
  setNameSize(i: number, size: number): void {
    this.#vector.setNameSize(i, size)
  }

  /** Sends slots `first` up to `end`; tells how many the kernel took. @throws SystemCallError when it refuses the first of them for good */
  send(fd: number, first: number, end: number): number {
    if (first >= end) return 0
    const taken = this.#vector.send(fd, this.#batch.lengths, first, end, MSG_DONTWAIT)
    if (taken >= 0) return taken
    const number = errno()
    if (notNow.has(number)) return 0
    throw new SystemCallError('sendmmsg', number)
  }
}

/** The messages of each batch that a link has met, made when it meets it. */
export class KnownBatches {
  readonly #known = new WeakMap<FrameBatch, BatchMessages>()
  readonly #make: (batch: FrameBatch) => BatchMessages
  #last: FrameBatch | null = null
  #messages: BatchMessages | null = null

  constructor(make: (batch: FrameBatch) => BatchMessages) {
    this.#make = make
  }

  of(batch: FrameBatch): BatchMessages {
    if (batch === this.#last && this.#messages !== null) return this.#messages
    const messages = this.#known.get(batch) ?? this.#make(batch)
    this.#known.set(batch, messages)
    this.#last = batch
    this.#messages = messages
    return messages
  }
}
