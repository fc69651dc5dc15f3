import { isWildcard } from './bind.ts'
import type { SocketGroup } from './groups.ts'
import type { EstablishedSocket } from './socket.ts'

/**
 * How many established TCP connections belong to each group: those whose near end has its port and its address, or any
 * address that the group's wildcard covers when no group has just that one. An outgoing connection that happens to use
 * the listener's address and port as its near end counts as well: the kernel does not tell them apart. Groups without
 * any are left out.
 */
export function countConnections(
  groups: readonly SocketGroup[],
  established: readonly EstablishedSocket[],
): Map<SocketGroup, number> {
  const inUse = new Set(established.map(({ port }) => port))
  const counts = new Map<SocketGroup, number>()
  const byAddress = new Map<string, SocketGroup[]>()
  for (const group of groups) {
    const { transport, address, port } = group.first
    if (transport === 'tcp' && inUse.has(port)) addTo(byAddress, keyOf(address, port), group)
  }
  for (const socket of established) {
    const group = groupOf(socket, byAddress)
    if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return counts
}

function addTo(groups: Map<string, SocketGroup[]>, key: string, group: SocketGroup): void {
  const known = groups.get(key)
  if (known === undefined) groups.set(key, [group])
  else known.push(group)
}

const keyOf = (address: string, port: number): string => `${address} ${port}`

function groupOf(socket: EstablishedSocket, byAddress: ReadonlyMap<string, SocketGroup[]>): SocketGroup | undefined {
  for (const address of coveringAddresses(socket.address)) {
    const groups = byAddress.get(keyOf(address, socket.port))?.filter((group) => covers(group, socket))
    // The kernel prefers the listener that is tied to the device.
    const group = groups?.find(({ first }) => first.device !== 0) ?? groups?.[0]
    if (group !== undefined) return group
  }
  return undefined
}

/** The address itself, then the wildcards that may stand for it. */
function coveringAddresses(address: string): string[] {
  return address.includes(':') ? [address, '::'] : [address, '0.0.0.0', '::']
}

function covers({ first }: SocketGroup, socket: EstablishedSocket): boolean {
  if (first.device !== 0 && socket.device !== 0 && first.device !== socket.device) return false
  const takesIpv4 = first.family === 4 || first.v6only !== true
  return socket.address.includes(':') || takesIpv4 || !isWildcard(first.address)
}
