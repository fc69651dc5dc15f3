import type { Transport } from '../model/unions.ts'
import type { Word } from './word.ts'

/** Inclusive port range. */
export interface PortRange {
  readonly first: number
  readonly last: number
}

/** Inclusive address range of one family. Addresses are unsigned integers of 32 or 128 bits. */
export interface AddressRange {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
  /** Interface name of an IPv6 link-local target (`fe80::1%eth0`). */
  readonly zone?: string
}

/**
 * Everything that is to be probed, as sorted, disjoint intervals. Plain data: it crosses to a worker
 * by structured clone, and its size depends on the number of intervals, never on the number of hosts.
 */
export interface TargetSpace {
  readonly addresses: readonly AddressRange[]
  readonly tcp: readonly PortRange[]
  readonly udp: readonly PortRange[]
}

/** One endpoint, written in place by the index so that walking a space allocates nothing. */
export interface EndpointSlot {
  /** Which address of the space, 0-based, in the order of its intervals. */
  addressIndex: number
  family: 4 | 6
  transport: Transport
  port: number
}

/** One word and the addresses it stands for. */
export interface Found {
  readonly word: Word
  readonly ranges: readonly AddressRange[]
  /** The host name that led to them. */
  readonly name?: string
}
