import type { Listener } from '../model/listener.ts'
import type { Transport } from '../model/unions.ts'
import type { BusyPort } from './linux/busy-ports.ts'
import type { Remedy } from './linux/remedies.ts'
import { listListeners } from './listeners.ts'
import type { ListenersOptions } from './types.ts'

export interface HeldPort {
  readonly listener: Listener
  /** Ways to free the port, the best first. For a person to run: nothing here is ever executed. */
  readonly remedies: readonly Remedy[]
}

export interface WhoAnswer {
  readonly port: number
  readonly held: readonly HeldPort[]
  /** What else has the port: connections that use it as their near end, or a socket that is bound and does not listen. */
  readonly busy: readonly BusyPort[]
  readonly notes: readonly string[]
}

/**
 * Who holds a port of this machine, and how to free it.
 * @param port 1 to 65535
 * @param transport both when not given
 * @throws OperationError where there is no inside view
 */
export async function whoHolds(
  port: number,
  transport?: Transport,
  options: ListenersOptions = {},
): Promise<WhoAnswer> {
  const wanted = (found: { port: number; transport: Transport }): boolean =>
    found.port === port && (transport === undefined || found.transport === transport)
  const { listeners, notes } = await listListeners(options)
  const [{ remediesFor }, { busyPorts }] = await Promise.all([
    import('./linux/remedies.ts'),
    import('./linux/busy-ports.ts'),
  ])
  const held = listeners.filter(wanted).map((listener) => ({ listener, remedies: remediesFor(listener) }))
  // Beside a listener the port's connections are its own.
  const busy = held.length > 0 ? [] : busyPorts(port, port).filter(wanted)
  const unclear = options.allNetns === true || held.some(({ listener }) => listener.pid === null)
  return { port, held, busy, notes: unclear ? notes : [] }
}
