// decodes foreign bytes
import type { Transport } from '../../model/unions.ts'

/** More sockets than any machine has units for. */
const mostLines = 4096

/** A unit for which systemd holds a socket, and what it starts. */
export interface SocketUnit {
  readonly socket: string
  readonly service: string | null
  /** Whether it listens elsewhere too: at other ports, or at paths. */
  readonly hasOthers: boolean
}

/**
 * The unit that listens at a port, in what `systemctl list-sockets --all --no-legend --no-pager --plain --full` prints: address, unit, services. Null: none does.
 * Never throws.
 */
export function socketUnitIn(listing: string, transport: Transport, port: number): SocketUnit | null {
  const lines = listing.split('\n', mostLines).map((line) => line.trim().split(/\s+/, 3))
  const isIts = (where = '') => where.endsWith(`:${port}`) && !where.startsWith('/')
  // What a line does not tell is the transport, and names of units seldom do either: UDP sockets are left alone.
  const found = lines.find(([where, unit]) => transport === 'tcp' && isIts(where) && unit?.endsWith('.socket') === true)
  const [, socket, service] = found ?? []
  if (socket === undefined) return null
  const hasOthers = lines.some(([where, unit]) => unit === socket && !isIts(where))
  return { socket, service: service?.endsWith('.service') === true ? service : null, hasOthers }
}
