import { SystemCallError } from '../../libc/library.ts'
import type { Transport } from '../../model/unions.ts'
import { findHolders } from './processes.ts'
import type { BusySocket, BusyState, SocketSource } from './socket.ts'
import { openNetlinkSource } from './source-netlink.ts'
import { openProcSource } from './source-proc.ts'

/** Sockets of one state, local address and process that have a port without listening on it. */
export interface BusyPort {
  readonly transport: Transport
  readonly state: BusyState
  readonly address: string
  readonly port: number
  readonly sockets: number
  /** Null when no process holds them (any more), or none that we may see. */
  readonly process: { readonly pid: number; readonly name: string } | null
}

/** Sockets of our network namespace that do not listen and have a local port from `first` to `last`. */
export function busyPorts(first: number, last: number): BusyPort[] {
  const sockets = busySockets((port) => port >= first && port <= last)
  const inodes = new Set(sockets.map(({ inode }) => inode).filter((inode) => inode !== 0))
  const holders = findHolders(inodes).byInode
  const found = new Map<string, BusyPort>()
  for (const { transport, state, address, port, inode } of sockets) {
    const holder = holders.get(inode)?.[0]
    const key = `${transport} ${state} ${address} ${port} ${holder?.pid ?? ''}`
    const known = found.get(key)?.sockets ?? 0
    const process = holder === undefined ? null : { pid: holder.pid, name: holder.name }
    found.set(key, { transport, state, address, port, sockets: known + 1, process })
  }
  return [...found.values()]
}

/** @throws SystemCallError or NodeJS.ErrnoException when neither table can be read */
function busySockets(wanted: (port: number) => boolean): BusySocket[] {
  try {
    return ask(openNetlinkSource(), wanted)
  } catch (error) {
    if (!(error instanceof SystemCallError)) throw error
    return ask(openProcSource(), wanted)
  }
}

function ask(source: SocketSource, wanted: (port: number) => boolean): BusySocket[] {
  try {
    return source.busy(wanted)
  } finally {
    source.close()
  }
}
