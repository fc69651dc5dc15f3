import type { Family } from '../lib/address.ts'

/** A network that one of this machine's devices is in. */
export interface DirectNetwork {
  readonly device: string
  readonly family: Family
  /** Its first and its last address. */
  readonly first: bigint
  readonly last: bigint
}

/** Where packets to this machine may come from. */
export interface Surroundings {
  readonly networks: readonly DirectNetwork[]
  /** The addresses of this machine, loopback included. */
  readonly own: readonly { readonly family: Family; readonly address: bigint }[]
  /** First addresses of stretches that may be routed otherwise than what is before them; 0 is not among them. */
  boundaries(family: Family): readonly bigint[]
  /**
   * Devices by which routes to an address leave, whether or not the kernel takes them now: the longest ones of each table, of whatever metric.
   * Packets from there may come in by any of them.
   */
  otherWays(family: Family, address: bigint): readonly string[]
}
