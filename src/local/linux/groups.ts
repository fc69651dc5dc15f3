import type { ListeningSocket } from './socket.ts'

/** Sockets that make one line: several of one address and port, opened with SO_REUSEPORT, share the work. */
export interface SocketGroup {
  readonly first: ListeningSocket
  readonly sockets: readonly ListeningSocket[]
}

/** One group per transport, address, port and device, in the order of first appearance. */
export function groupSockets(sockets: readonly ListeningSocket[]): SocketGroup[] {
  const groups = new Map<string, { first: ListeningSocket; sockets: ListeningSocket[] }>()
  for (const socket of sockets) {
    // `[::]` with and without IPv4 are two things to listen on, and so two lines.
    const key = `${socket.transport} ${socket.address} ${socket.port} ${socket.device} ${socket.v6only ?? ''}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: socket, sockets: [socket] })
    else group.sockets.push(socket)
  }
  return [...groups.values()]
}

/** Waiting connections and places of all sockets of the group; null when any does not tell. */
export function acceptQueueOf(group: SocketGroup): { waiting: number; limit: number } | null {
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
