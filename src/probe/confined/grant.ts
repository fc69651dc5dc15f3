import type { PacketSockets } from '../../link/packet-sockets.ts'
import type { RawIpSockets } from '../../link/raw-ip-link.ts'

/** The answer to a request: what was opened, with the numbers of the descriptors beside it in the place of the descriptors; or why not. */
export interface Grant {
  readonly said: PacketSockets | RawIpSockets | null
  /** `errno` null: it is impossible in itself, and `what` says why; else the system call that failed. */
  readonly refusal?: { readonly what: string; readonly errno: number | null }
}

/** A grant of sockets, and the descriptors that go with it. */
export interface Granted {
  readonly said: PacketSockets | RawIpSockets
  readonly descriptors: readonly number[]
}

export function grantPacket(sockets: PacketSockets): Granted {
  const descriptors: number[] = []
  return { said: numbered(sockets, descriptors), descriptors }
}

export function grantRawIp({ ipv4, ipv6, loopback }: RawIpSockets): Granted {
  const descriptors: number[] = []
  const said = {
    ipv4: put(ipv4, descriptors),
    ipv6: put(ipv6, descriptors),
    loopback: numbered(loopback, descriptors),
  }
  return { said, descriptors }
}

/** Descriptors in the place of their numbers. */
export function packetSockets(said: Grant['said'], descriptors: readonly number[]): PacketSockets {
  return taken(said as PacketSockets, descriptors)
}

export function rawIpSockets(said: Grant['said'], descriptors: readonly number[]): RawIpSockets {
  const { ipv4, ipv6, loopback } = said as RawIpSockets
  return { ipv4: take(ipv4, descriptors), ipv6: take(ipv6, descriptors), loopback: taken(loopback, descriptors) }
}

function numbered(sockets: PacketSockets, descriptors: number[]): PacketSockets {
  return { ...sockets, send: put(sockets.send, descriptors) ?? 0, receive: put(sockets.receive, descriptors) }
}

function taken(sockets: PacketSockets, descriptors: readonly number[]): PacketSockets {
  return { ...sockets, send: take(sockets.send, descriptors) ?? -1, receive: take(sockets.receive, descriptors) }
}

function put(descriptor: number | null, descriptors: number[]): number | null {
  return descriptor === null ? null : descriptors.push(descriptor) - 1
}

function take(number: number | null, descriptors: readonly number[]): number | null {
  return number === null ? null : (descriptors[number] ?? -1)
}
