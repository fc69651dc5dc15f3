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
  const id = driverFor(choice)
  const wanted = Math.max(1, Math.min(mostInFlight, maxInFlight ?? defaultInFlight[id]))
  const { sockets, note } = await room(wanted)
  const slots = Math.max(1, Math.floor(sockets / sharers))
  const notes = note === null ? [] : [note]
  const driver = await newDriver(id, slots)
  const { close: closeTables, ...tables } = await kernelTables()
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

async function kernelTables(): Promise<KernelTables> {
  if (driverFor('auto') !== 'epoll') return { dropCounters: [], readNeighbours: null, close: () => {} }
  return (await import('./kernel-tables.ts')).openKernelTables()
}

async function room(wanted: number): Promise<{ readonly sockets: number; readonly note: string | null }> {
  if (driverFor('auto') !== 'epoll') return { sockets: Math.min(wanted, inFlightBlindly), note: null }
  const { roomForSockets } = await import('./open-files.ts')
  return roomForSockets(wanted)
}
