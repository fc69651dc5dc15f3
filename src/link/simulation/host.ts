import { read16, read32 } from '../../wire/bytes.ts'

/** What a port does with a probe: answers, refuses (RST, or ICMP for UDP), says nothing, or an ICMP filter speaks for it. */
export type PortState = 'open' | 'closed' | 'silent' | 'rejected'

/** How one host, or a million alike, behaves. */
export interface SimulatedHost {
  readonly tcp: (port: number) => PortState
  readonly udp?: (port: number) => PortState
  /** What becomes of an ACK that belongs to no connection. Default: what does of a SYN, but that open ports answer it with RST as well. */
  readonly ack?: (port: number) => Exclude<PortState, 'open'>
  /** Without jitter, which adds up to so much again. Default 0.2 and 0. */
  readonly roundTripMs?: number
  readonly jitterMs?: number
  /** Limits ICMP errors to each asker as Linux does (see IcmpLimit). Default false. */
  readonly limitsIcmp?: boolean
  /**
   * Whether half-open connections are kept: the SYN-ACK is repeated after 1 and 3 s, and a second SYN that differs gets a bare
   * ACK with the first one's number. Default false: SYN cookies, or an asker's kernel that resets at once.
   */
  readonly keepsHalfOpen?: boolean
}

/** Stands for a host: an IPv4 address as a number, or the last 48 bits of an IPv6 address. */
export type HostKey = number

/** Who is at an address; null: nobody. Called for every packet: a million hosts need no object each. */
export type HostAt = (host: HostKey) => SimulatedHost | null

export function hostKey(bytes: Uint8Array, at: number, length: 4 | 16): HostKey {
  return length === 4 ? read32(bytes, at) : read16(bytes, at + 10) * 2 ** 32 + read32(bytes, at + 12)
}

/** Some ports are open, the others are all in one state. */
export function portsOpen(open: Iterable<number>, others: PortState): (port: number) => PortState {
  const ports = new Set(open)
  return (port) => (ports.has(port) ? 'open' : others)
}

/** A number for a host and a seed, 0 to 2^32-1: what differs from host to host, without remembering it (the finisher of MurmurHash3). */
export function hostDraw(host: HostKey, seed: number): number {
  let h = (Math.imul(host >>> 0, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca77) ^ Math.floor(host / 2 ** 32)) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
