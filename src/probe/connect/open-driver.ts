import { type DriverChoice, type DriverId, driverFor } from './capabilities.ts'
import type { ConnectDriver } from './driver.ts'
import type { KernelTables } from './kernel-tables.ts'

export interface OpenedDriver {
  readonly driver: ConnectDriver
  /** How many attempts may be under way. */
  readonly slots: number
  readonly notes: readonly string[]
  readonly tables: Omit<KernelTables, 'close'>
  close(): void
}

/** Attempts under way when nothing else says so: at the shortest timeout (0.1 s) more than a processor can start. */
const defaultInFlight = { epoll: 16_384, node: 1000 } as const
/** More sockets than this bring nothing: local ports run out (ip_local_port_range). */
const mostInFlight = 28_000
/** Where the limit of open files cannot be read. */
const inFlightBlindly = 200

/** Opens a driver with as many slots as there may be files. Loads libc only where it is used. */
export async function openDriver(
  choice: DriverChoice,
  maxInFlight: number | undefined,
  sharers: number,
): Promise<OpenedDriver> {
  const { isThere, why } = await libc()
  const id = choice === 'auto' && !isThere ? 'node' : driverFor(choice)
  const wanted = Math.max(1, Math.min(mostInFlight, maxInFlight ?? defaultInFlight[id]))
  const { sockets, note } = await room(wanted, isThere)
  const slots = Math.max(1, Math.floor(sockets / sharers))
  const byNode = id === 'node' && why !== null ? `connections are made by Node itself, which tells less: ${why}` : null
  const notes = [note, byNode].filter((line) => line !== null)
  const driver = await newDriver(id, slots)
  const { close: closeTables, ...tables } = await kernelTables(isThere)
  const close = () => {
    driver.close()
    closeTables()
  }
  return { driver, slots, notes, tables, close }
}

async function newDriver(id: DriverId, slots: number): Promise<ConnectDriver> {
  if (id === 'node') return new (await import('./node-driver.ts')).NodeDriver()
  return new (await import('./epoll-driver.ts')).EpollDriver(slots)
}

/** Whether we can call it; `why` not, where one would think that we can. */
async function libc(): Promise<{ readonly isThere: boolean; readonly why: string | null }> {
  if (driverFor('auto') !== 'epoll') return { isThere: false, why: null }
  const { missingLibc } = await import('../../libc/library.ts')
  return { isThere: missingLibc === null, why: missingLibc }
}

async function kernelTables(libcIsThere: boolean): Promise<KernelTables> {
  if (!libcIsThere) return { dropCounters: [], readNeighbours: null, close: () => {} }
  return (await import('./kernel-tables.ts')).openKernelTables()
}

async function room(
  wanted: number,
  libcIsThere: boolean,
): Promise<{ readonly sockets: number; readonly note: string | null }> {
  if (!libcIsThere) return { sockets: Math.min(wanted, inFlightBlindly), note: null }
  const { roomForSockets } = await import('./open-files.ts')
  return roomForSockets(wanted)
}
