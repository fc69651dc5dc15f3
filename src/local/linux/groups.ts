import type { ListeningSocket } from './socket.ts'

/** Sockets that make one line: several of one address and port, opened with SO_REUSEPORT, share the work. */
export interface SocketGroup {
  readonly first: ListeningSocket
  readonly sockets: readonly ListeningSocket[]
}

/** One group per transport, address, port and device, in the order of first appearance. */
export function groupSockets(sockets: readonly ListeningSocket[]): SocketGroup[] {
  const groups: SocketGroup[] = []
  // By address, then by all the rest as one number: ten thousand composed texts as keys cost more than asking the kernel.
  const byAddress = new Map<string, Map<number, ListeningSocket[]>>()
  for (const first of sockets) {
    const byRest = byAddress.get(first.address) ?? new Map<number, ListeningSocket[]>()
    if (byRest.size === 0) byAddress.set(first.address, byRest)
    const rest = restOf(first)
    const members = byRest.get(rest)
    if (members !== undefined) {
      members.push(first)
      continue
    }
    const group = { first, sockets: [first] }
    byRest.set(rest, group.sockets)
    groups.push(group)
  }
  return groups
}

/**
 * What makes two sockets of one address different lines: port, transport, device, and for `[::]` whether it takes IPv4,
 * as that makes two things to listen on. At most 2^51: devices are 32-bit numbers.
 */
function restOf({ port, transport, device, v6only }: ListeningSocket): number {
  const kind = (transport === 'tcp' ? 0 : 1) + (v6only === null ? 0 : v6only ? 2 : 4)
  return (device * 65_536 + port) * 8 + kind
}

/** Waiting connections and places of all sockets of the group; null when any does not tell. */
export function acceptQueueOf(group: SocketGroup): { waiting: number; limit: number } | null {
  if (group.sockets.length === 1) return group.first.acceptQueue
  const sum = { waiting: 0, limit: 0 }
  for (const { acceptQueue } of group.sockets) {
    if (acceptQueue === null) return null
    sum.waiting += acceptQueue.waiting
    sum.limit += acceptQueue.limit
  }
  return sum
}

/**
 * /proc/net does not tell whether a `[::]` socket takes IPv4. It does not when an IPv4 wildcard socket has the same
 * port (the kernel lets one socket only have it, SO_REUSEPORT aside); else what the system does by default is assumed.
 */
export function assumeV6only(sockets: readonly ListeningSocket[], bindv6only: boolean): ListeningSocket[] {
  const key = (socket: ListeningSocket): string => `${socket.transport} ${socket.port}`
  const ipv4 = new Set(sockets.filter((socket) => socket.address === '0.0.0.0').map(key))
  return sockets.map((socket) =>
    socket.address === '::' && socket.v6only === null
      ? { ...socket, v6only: bindv6only || ipv4.has(key(socket)) }
      : socket,
  )
}
