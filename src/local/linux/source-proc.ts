import { readdirSync, readFileSync } from 'node:fs'
import type { Transport } from '../../model/unions.ts'
import { linesOf } from './lines.ts'
import { decodeProcNetLine, type ProcNetRow } from './proc-net.ts'
import type { BusySocket, EstablishedSocket, ListeningSocket, SocketSource } from './socket.ts'
import { busyState, states } from './tcp-states.ts'

/**
 * Reads the tables under /proc/<pid>/net, which are those of the network namespace that the process is in. They do not
 * tell of IPV6_V6ONLY, of devices, or how many connections may wait.
 */
export function openProcSource(pid: number | 'self' = 'self'): SocketSource {
  const folder = `/proc/${pid}/net`
  return {
    id: 'proc',
    tellsAll: false,
    listening: () => [...listening(folder, 'tcp', states.listen), ...listening(folder, 'udp', states.close)],
    established: (wanted) => established(folder, wanted),
    busy: (wanted) => [...busy(folder, 'tcp', wanted), ...busy(folder, 'udp', wanted)],
    deviceName: (index) => (pid === 'self' ? deviceName(index) : null),
    close: () => {},
  }
}

function listening(folder: string, transport: Transport, wantedState: number): ListeningSocket[] {
  return rows(folder, transport, (state) => state === wantedState).map((row) => ({
    transport,
    family: row.family,
    address: row.address,
    port: row.port,
    v6only: null,
    device: 0,
    uid: row.uid,
    inode: row.inode,
    acceptQueue: null,
  }))
}

function established(folder: string, wanted: ReadonlySet<number>): EstablishedSocket[] {
  return rows(folder, 'tcp', (state, port) => state === states.established && wanted.has(port)).map((row) => ({
    address: row.address,
    port: row.port,
    device: 0,
  }))
}

function busy(folder: string, transport: Transport, wanted: (port: number) => boolean): BusySocket[] {
  return rows(folder, transport, (_, port) => wanted(port)).flatMap(({ state, address, port, inode }) => {
    const busy = busyState(state)
    return busy === null ? [] : [{ transport, state: busy, address, port, inode }]
  })
}

function rows(folder: string, transport: Transport, wanted: (state: number, port: number) => boolean): ProcNetRow[] {
  const found: ProcNetRow[] = []
  for (const table of [transport, `${transport}6`]) {
    try {
      for (const line of linesOf(`${folder}/${table}`)) {
        const row = decodeProcNetLine(line, wanted)
        if (row !== null) found.push(row)
      }
    } catch (error) {
      // Kernels without IPv6 have no such table; a process may be gone. Without the IPv4 one there is nothing to say.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || table === transport) throw error
    }
  }
  return found
}

function deviceName(index: number): string | null {
  for (const name of readdirSync('/sys/class/net')) {
    try {
      if (Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'latin1')) === index) return name
    } catch {
      // Gone meanwhile.
    }
  }
  return null
}
