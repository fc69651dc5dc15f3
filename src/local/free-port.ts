import type { Transport } from '../model/unions.ts'
import { listListeners } from './listeners.ts'

export interface FreePort {
  /** Null when none of them is free. */
  readonly port: number | null
  /** Ports of the range that are in use by a listener or a connection, up to the one found. */
  readonly inUse: number
  /** Ports that are not in use and could not be bound all the same, by errno name (EACCES: below 1024 without root). */
  readonly refused: Readonly<Record<string, number>>
}

/**
 * The first port of a range that is truly free: no socket listens on it on any address of this machine, no connection
 * (also none in TIME_WAIT) uses it, and binding it succeeds for IPv4 and IPv6. It is free at the moment of asking.
 * @param first,last 1 to 65535, inclusive
 * @throws OperationError where there is no inside view
 */
export async function findFreePort(first: number, last: number, transport: Transport = 'tcp'): Promise<FreePort> {
  const { listeners } = await listListeners({ packages: false })
  const [{ busyPorts }, { tryBind }] = await Promise.all([
    import('./linux/busy-ports.ts'),
    import('./linux/try-bind.ts'),
  ])
  const taken = new Set(
    [...listeners, ...busyPorts(first, last)].filter((use) => use.transport === transport).map(({ port }) => port),
  )
  const refused: Record<string, number> = {}
  let inUse = 0
  for (let port = first; port <= last; port++) {
    const cause = taken.has(port) ? 'EADDRINUSE' : tryBind(transport, port)
    if (cause === null) return { port, inUse, refused }
    if (cause === 'EADDRINUSE') inUse++
    else refused[cause] = (refused[cause] ?? 0) + 1
  }
  return { port: null, inUse, refused }
}
