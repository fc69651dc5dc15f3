// decodes foreign bytes
import { openNetlink } from './netlink.ts'
import { attributes, littleEndian } from './netlink-messages.ts'

/** NETLINK_ROUTE and RTM_GETNEIGHTBL, linux/rtnetlink.h. */
const NETLINK_ROUTE = 0
const RTM_GETNEIGHTBL = 66
/** struct ndtmsg, linux/neighbour.h: family and padding. */
const messageSize = 4
/** NDTA_STATS, linux/neighbour.h: struct ndt_stats, eleven u64; the last one is ndts_table_fulls. */
const NDTA_STATS = 7
const tableFullsOffset = 80

export interface NeighbourTables {
  /** How often a host could not be reached because the ARP or the neighbour discovery table was full, since the system started. */
  overflows(): number
  close(): void
}

/**
 * The kernel's neighbour tables: one of each family for all network namespaces (net.ipv4.neigh.default.gc_thresh3
 * entries). /proc/net/stat/arp_cache has the same number, but in the first namespace alone.
 * @throws SystemCallError
 */
export function openNeighbourTables(): NeighbourTables {
  const netlink = openNetlink(NETLINK_ROUTE)
  return {
    overflows() {
      let sum = 0
      netlink.dump(RTM_GETNEIGHTBL, new Uint8Array(messageSize), (bytes, start, end) => {
        sum += tableOverflows(bytes, start, end)
      })
      return sum
    },
    close: () => netlink.close(),
  }
}

/** Overflows that one message of the answer tells of; 0 when it tells of none (the kernel sends parameters by device as well). Never throws. */
export function tableOverflows(bytes: DataView, start: number, end: number): number {
  for (const { type, start: value, end: valueEnd } of attributes(bytes, start + messageSize, end)) {
    if (type === NDTA_STATS && valueEnd - value >= tableFullsOffset + 8) {
      return Number(bytes.getBigUint64(value + tableFullsOffset, littleEndian))
    }
  }
  return 0
}
