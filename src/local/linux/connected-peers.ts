import { linesOf } from './lines.ts'
import { decodeProcNetLine, decodeProcNetPeer } from './proc-net.ts'
import { states } from './tcp-states.ts'

/** Both ends of an established TCP connection. */
export interface Connection {
  /** The far end. */
  readonly address: string
  readonly port: number
  /** The near end. */
  readonly local: string
  readonly localPort: number
  /** Number of the socket in /proc/<pid>/fd. */
  readonly inode: number
}

/** TCP connections of this network namespace whose near end has a port that is wanted. */
export function connections(wanted: (localPort: number) => boolean): readonly Connection[] {
  return ['tcp', 'tcp6'].flatMap((table) => [...connectionsIn(`/proc/self/net/${table}`, wanted)])
}

function* connectionsIn(table: string, wanted: (localPort: number) => boolean): Generator<Connection> {
  try {
    for (const line of linesOf(table)) {
      const row = decodeProcNetLine(line, (state, port) => state === states.established && wanted(port))
      const peer = row === null ? null : decodeProcNetPeer(line)
      if (row !== null && peer !== null) yield { ...peer, local: row.address, localPort: row.port, inode: row.inode }
    }
  } catch (error) {
    // A kernel without IPv6.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
