import type { Transport } from '../../model/unions.ts'

/** A socket that waits for peers: TCP in LISTEN, or UDP bound and not connected (`ss` calls it UNCONN). */
export interface ListeningSocket {
  readonly transport: Transport
  readonly family: 4 | 6
  /** Canonical text without zone; an IPv4-mapped IPv6 address is given as the IPv4 address that it is. */
  readonly address: string
  readonly port: number
  /** A `[::]` socket that leaves IPv4 alone. Null where the source cannot tell, and for IPv4. */
  readonly v6only: boolean | null
  /** Index of the device that the socket is tied to; 0 for none. */
  readonly device: number
  /** Effective user of the process at the time it made the socket. */
  readonly uid: number
  /** Number of the socket in /proc/<pid>/fd; 0 when it has none (it belongs to the kernel). */
  readonly inode: number
  /** Connections waiting for accept, and how many may wait. Null for UDP and where the source cannot tell. */
  readonly acceptQueue: { readonly waiting: number; readonly limit: number } | null
}

/** The near end of an established TCP connection. */
export interface EstablishedSocket {
  readonly address: string
  readonly port: number
  readonly device: number
}

/** Why a port can be in use although nothing listens on it. `bound`: taken with bind(2) and nothing else done. */
export type BusyState = 'connected' | 'closing' | 'time-wait' | 'bound'

/** A socket that does not listen and yet has a local port. */
export interface BusySocket {
  readonly transport: Transport
  readonly state: BusyState
  readonly address: string
  readonly port: number
  /** 0 for what no process holds any more. */
  readonly inode: number
}

/** One way to ask the kernel for the sockets of one network namespace. */
export interface SocketSource {
  readonly id: 'netlink' | 'proc'
  /** Whether `v6only` and the limit of the accept queue are told. */
  readonly tellsAll: boolean
  listening(): ListeningSocket[]
  /** TCP connections whose local port is wanted. */
  established(wanted: ReadonlySet<number>): EstablishedSocket[]
  /** Sockets that do not listen and whose local port is wanted. */
  busy(wanted: (port: number) => boolean): BusySocket[]
  /** Name of a device of this namespace, or null when it is gone. */
  deviceName(index: number): string | null
  close(): void
}
