import { openRouting, type RoutingSocket } from '../../libc/rtnetlink.ts'
import { conntrackDrops } from './conntrack-drops.ts'
import type { ReadNeighbours } from './neighbours.ts'
import type { DropCounter } from './own-drops.ts'

/** What the tables of this machine's kernel tell about our probes; less where it does not let us read them. */
export interface KernelTables {
  readonly dropCounters: readonly DropCounter[]
  readonly readNeighbours: ReadNeighbours | null
  close(): void
}

export function openKernelTables(): KernelTables {
  const kernel = neighbourTables()
  return {
    dropCounters: [
      {
        errno: 'ENOBUFS',
        note: 'the neighbour table of this machine was full: it can keep only so many hosts of a link (raise net.ipv4.neigh.default.gc_thresh3 and net.ipv6.neigh.default.gc_thresh3, or scan fewer hosts at once)',
        read: () => kernel?.neighbourOverflows() ?? 0,
      },
      {
        errno: 'ENOBUFS',
        note: 'the connection tracking of this machine threw probes away, as it does when its table is full (raise net.netfilter.nf_conntrack_max, or go slower)',
        read: conntrackDrops,
      },
    ],
    readNeighbours: kernel === null ? null : () => kernel.neighbours(),
    close: () => kernel?.close(),
  }
}

function neighbourTables(): RoutingSocket | null {
  try {
    const kernel = openRouting()
    kernel.neighbourOverflows()
    kernel.neighbours()
    return kernel
  } catch {
    return null
  }
}
