import type { Reason, Transport } from '../../model/unions.ts'

/** Where an attempt goes. Written in place and read during `start` only. */
export interface Destination {
  family: 4 | 6
  transport: Transport
  port: number
  /** In network byte order; 4 or 16 bytes count. */
  readonly address: Uint8Array
  /** Interface name of a link-local IPv6 address. */
  zone: string | undefined
  /** What to say to a UDP port. */
  payload: Uint8Array
  /** The answer may come from any port of the host (TFTP, RFC 1350 §4). */
  repliesFromOtherPort: boolean
}

/** Told about each attempt that ends after `start` has returned. */
export type OnOutcome = (slot: number, outcome: number) => void

/**
 * Makes connection attempts, many at once. An attempt lives in a slot, a number from 0 to slots-1 that the caller picks.
 * It ends by an outcome (outcome.ts) or by `cancel`, and afterwards nothing more is heard of it: its socket is closed
 * without a handshake (RST) or used anew. Of what the peer says no more is read than the first datagram.
 */
export interface ConnectDriver {
  readonly id: 'epoll' | 'node'
  /** Reasons that it can tell apart; anything else it never reports. */
  readonly reasons: ReadonlySet<Reason>
  /** The datagram that a UDP_REPLY tells of, while it is told; more than 4,096 bytes long when it was cut. Not for longer. */
  readonly reply: Uint8Array
  /** Starts an attempt. Gives its outcome when that is known at once, else PENDING. */
  start(slot: number, destination: Destination): number
  /** Gives up on a pending attempt. */
  cancel(slot: number): void
  /**
   * Waits until something ends, but not longer than `timeoutMs`, and tells about all that has ended; with 0 about everything
   * that the system knew when it was called. Synchronous where it can be, as awaiting costs; a promise otherwise.
   */
  wait(timeoutMs: number, onOutcome: OnOutcome): Promise<void> | void
  close(): void
}
