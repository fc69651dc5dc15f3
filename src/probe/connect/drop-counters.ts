import { type NeighbourTables, openNeighbourTables } from '../../libc/neighbour-tables.ts'
import { conntrackDrops } from './conntrack-drops.ts'
import type { DropCounter } from './own-drops.ts'

/** The counters of this machine; fewer where it does not let us read them. */
export function openDropCounters(): { readonly counters: readonly DropCounter[]; close(): void } {
  const neighbours = neighbourTables()
  return {
    counters: [
      {
        errno: 'ENOBUFS',
        note: 'the neighbour table of this machine was full: it can keep only so many hosts of a link (raise net.ipv4.neigh.default.gc_thresh3 and net.ipv6.neigh.default.gc_thresh3, or scan fewer hosts at once)',
        read: () => neighbours?.overflows() ?? 0,
      },
      {
        errno: 'ENOBUFS',
        note: 'the connection tracking of this machine threw probes away, as it does when its table is full (raise net.netfilter.nf_conntrack_max, or go slower)',
        read: conntrackDrops,
      },
    ],
    close: () => neighbours?.close(),
  }
}

function neighbourTables(): NeighbourTables | null {
  try {
    const tables = openNeighbourTables()
    tables.overflows()
    return tables
  } catch {
    return null
  }
}
