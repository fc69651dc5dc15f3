import { errnoNumbers, SystemCallError } from '../libc/library.ts'
import { mapRing, type PacketRing } from '../libc/packet-ring.ts'
import { takeDropped } from '../libc/packet-socket.ts'
import { Readiness } from '../libc/poll.ts'
import type { LinkCounters, LinkLayer, TakeFrame } from './link.ts'
import type { PacketSockets } from './packet-sockets.ts'

/** The receiving half of a link: a packet socket's ring. */
export class RingReceiver {
  readonly #fd: number
  readonly #ring: PacketRing
  readonly #readiness: Readiness
  readonly #fromNetworkHeader: boolean
  readonly #counters: LinkCounters
  #open = true

  private constructor(fd: number, ringBytes: number, layer: LinkLayer, counters: LinkCounters) {
    this.#fd = fd
    this.#ring = mapRing(fd, ringBytes)
    this.#readiness = new Readiness(fd)
    this.#fromNetworkHeader = layer === 'ip'
    this.#counters = counters
  }

  /** Null for sockets that only send. @throws SystemCallError when the ring cannot be mapped */
  static of({ receive, ringBytes, layer }: PacketSockets, counters: LinkCounters): RingReceiver | null {
    return receive === null ? null : new RingReceiver(receive, ringBytes, layer, counters)
  }

  /** As Link.receive. */
  receive(take: TakeFrame, timeoutMs: number): number {
    // The memory is gone: a look at it would end the process.
    if (!this.#open) throw new SystemCallError('receive', errnoNumbers.EBADF ?? 9)
    let frames = this.#walk(take)
    if (frames === 0 && timeoutMs > 0) {
      if (this.#readiness.wait(timeoutMs)) frames = this.#walk(take)
      // Frames that were dropped after the last block leave no mark in the ring until another frame comes.
      else this.#count()
    }
    return frames
  }

  close(): void {
    this.#open = false
    this.#count()
    this.#ring.unmap()
  }

  #walk(take: TakeFrame): number {
    const frames = this.#ring.blocks.walk(take, this.#fromNetworkHeader)
    this.#counters.received += frames
    if (this.#ring.blocks.losing) this.#count()
    return frames
  }

  #count(): void {
    this.#ring.blocks.losing = false
    this.#counters.dropped += takeDropped(this.#fd)
  }
}
