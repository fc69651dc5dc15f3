import type { NeighbourState } from '../../link/neighbours.ts'
import type { FrameView } from '../../wire/frame-view.ts'

/** Finds the hardware addresses of the hosts on one link. */
export interface HardwareAddresses {
  /** An own address (4 or 16 bytes) that requests can come from. */
  addSource(source: Uint8Array): void
  /**
   * Writes the hardware address of a host (its IP address in `length` bytes of `address`) into `bytes` at `at` when it is
   * `known`; else says what else is known of it, and asks for it. `absent` too when there is no own address to ask from.
   */
  resolve(address: Uint8Array, length: 4 | 16, bytes: Uint8Array, at: number): NeighbourState
  /** Whether no request is under way or waits. */
  readonly quiet: boolean
  /** Whether a request has gone out for everybody who is asked for. */
  readonly allAsked: boolean
  /** Most requests a second from now on. */
  limit(perSecond: number): void
  /** Sends the requests that may go by now. */
  ask(nowMs: number): void
  /** A frame came in on the link; those that tell a hardware address are taken in. */
  heard(view: FrameView): void
}
