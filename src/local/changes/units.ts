// decodes foreign bytes
import type { Transport } from '../../model/unions.ts'

/** More sockets than any machine has units for. */
const mostLines = 4096

/** A unit for which systemd holds a socket, and what it starts. */
export interface SocketUnit {
  readonly socket: string
  readonly service: string | null
}

/**
 * The unit that listens at a port, in what `systemctl list-sockets --all --no-legend --no-pager --plain --full` prints: address, unit, services. Null: none does.
 * Never throws.
 */
export function socketUnitIn(listing: string, transport: Transport, port: number): SocketUnit | null {
  for (const line of listing.split('\n', mostLines)) {
    const [where, socket, service] = line.trim().split(/\s+/, 3)
    if (where === undefined || socket?.endsWith('.socket') !== true) continue
    // What the line does not tell is the transport: names of the units of UDP sockets seldom do either.
    if (transport === 'tcp' && where.endsWith(`:${port}`) && !where.startsWith('/'))
      return { socket, service: service?.endsWith('.service') ? service : null }
  }
  return null
}
