import type { FrameBatch } from './frame-batch.ts'

/** What a link's frames begin with: an Ethernet header, or straight away the IP header (lo, tunnels, point-to-point). */
export type LinkLayer = 'ethernet' | 'ip'

/** A received frame: `bytes` from `start` up to `end`. Valid during the call only, for the memory is the kernel's. */
export type TakeFrame = (bytes: Uint8Array, start: number, end: number) => void

/** Frames since the link was opened. Written in place. */
export interface LinkCounters {
  sent: number
  received: number
  /** Arrived, and thrown away before anybody saw them, because they were not fetched fast enough. */
  dropped: number
}

/** Where frames go out and come in. Three methods, so that a wrapper (trace, pcap, faults) is a page. Used by one thread. */
export interface Link {
  readonly layer: LinkLayer
  /** Largest packet in bytes, from the IP header on. */
  readonly mtu: number
  readonly counters: Readonly<LinkCounters>
  /**
   * Sends the frames of the batch from its first on, and tells how many the kernel took; the others can be offered again (the
   * queue of the device was full).
   * @throws SystemCallError when the link is gone (ENETDOWN, ENXIO) or a frame is refused
   */
  send(batch: FrameBatch): number
  /**
   * Hands over the frames that have come in, in order; when there are none, waits up to `timeoutMs` (0: does not) for the first.
   * Tells how many there were.
   * @throws SystemCallError when the link is gone
   */
  receive(take: TakeFrame, timeoutMs: number): number
  close(): void
}
