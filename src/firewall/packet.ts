import type { Family } from '../lib/address.ts'
import type { Transport } from '../model/unions.ts'

/** The first packet of a connection (a TCP SYN, or a datagram) as it comes in from the network. */
export interface Packet {
  readonly family: Family
  readonly transport: Transport
  readonly source: bigint
  readonly destination: bigint
  readonly destinationPort: number
  /** Null: some port that a client's system picks. */
  readonly sourcePort: number | null
  /** The device it comes in by. */
  readonly ingress: string
}

/** What the evaluator must know of the machine besides its rules. */
export interface Machine {
  /** Whether packets to this address are for the machine itself. */
  isOwn(family: Family, address: bigint): boolean
  /** Whether it hands on packets for others that come in by this device. */
  forwards(family: Family, ingress: string): boolean
  /** The device by which a packet to this address leaves; null: not known, or none. */
  egressTo(family: Family, address: bigint): string | null
  /** The address that a redirect of packets from this device to this address leads to; null: it has none of this family. */
  addressOf(device: string, family: Family, destination: bigint): bigint | null
  /**
   * Whether routing takes a packet from there that comes in by this device: no for martians, an IPv4 source of its own without accept_local, and
   * one that rp_filter refuses (net/ipv4/fib_frontend.c, fib_validate_source): policy rules may look at the destination; null: not known.
   */
  acceptsFrom(ingress: string, family: Family, source: bigint, destination: bigint): boolean | null
  /** Whether routing leads packets to this address, from where this one is sent to, by this device; null: not known. */
  leadsBack(ingress: string, family: Family, source: bigint, destination: bigint): boolean | null
  /** Whether the two above look at the destination: policy rules may, for answers come from there. */
  looksAtDestination(family: Family): boolean
  /** Whether packets from this device may go to 127.0.0.0/8: its route_localnet. */
  routesLoopback(ingress: string): boolean
  /** Whether it is the broadcast address of one of its networks. */
  isBroadcast(address: bigint): boolean
  /** What a packet passes below this device: ports of a bridge or bond, what a VLAN is on. */
  below(device: string): readonly string[]
  /** What takes packets of this device before all rules: a program, or the device that it is a part of; null: nothing does. */
  takenBefore(device: string): string | null
  /** What sees packets that leave by this device after all rules: a program; null: nothing does. */
  takenAfter(device: string): string | null
}
