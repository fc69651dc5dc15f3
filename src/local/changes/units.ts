// decodes foreign bytes
import type { Transport } from '../../model/unions.ts'

/** More sockets than any machine has units for. */
const mostLines = 4096

/** systemd.unit(5), "Automatic dependencies" aside: what is stopped with a unit, and what starts it when it is asked for. */
const alongProperties = ['RequiredBy', 'BoundBy', 'ConsistsOf'] as const
export const relationProperties = [...alongProperties, 'TriggeredBy'] as const
/** What may be started again; targets would start more. */
const startable = /^[\w:.@\\-]{1,245}\.(?:service|socket|path|timer|target)$/

/** Units that have to do with another. */
export interface Relations {
  /** They stop when it does. */
  readonly along: readonly string[]
  /** They start it. */
  readonly triggers: readonly string[]
}

/** In what `systemctl show --property=…` prints of one unit: a line for each property, names between spaces. Never throws. */
export function relationsIn(listing: string): Relations {
  const found = new Map(
    listing.split('\n', mostLines).map((line) => {
      const [property = '', names = ''] = line.split('=', 2)
      return [property, names.split(' ', mostLines).filter((name) => startable.test(name))]
    }),
  )
  const of = (property: string) => found.get(property) ?? []
  return { along: alongProperties.flatMap(of), triggers: of('TriggeredBy') }
}

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
  // Of a socket that starts one service for each connection (Accept=yes) it is that of somebody's connection.
  const isService = service?.endsWith('.service') === true && (socket.includes('@') || !service.includes('@'))
  return { socket, service: isService ? service : null, hasOthers }
}
