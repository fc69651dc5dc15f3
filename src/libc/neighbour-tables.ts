// decodes foreign bytes
import { openNetlink } from './netlink.ts'
import { attributes, littleEndian } from './netlink-messages.ts'

/** NETLINK_ROUTE, RTM_GETNEIGH and RTM_GETNEIGHTBL, linux/rtnetlink.h. */
const NETLINK_ROUTE = 0
const RTM_GETNEIGH = 30
const RTM_GETNEIGHTBL = 66
/** struct ndtmsg, linux/neighbour.h: family and padding. */
const tableMessageSize = 4
/** NDTA_STATS, linux/neighbour.h: struct ndt_stats, eleven u64; the last one is ndts_table_fulls. */
const NDTA_STATS = 7
const tableFullsOffset = 80
/** struct ndmsg, linux/neighbour.h: family u8, padding, interface s32, state u16, flags u8, type u8. */
const neighbourMessageSize = 12
const stateOffset = 8
/** NDA_DST and NDA_CACHEINFO, linux/neighbour.h; struct nda_cacheinfo: confirmed, used, updated, references, each u32. */
const NDA_DST = 1
const NDA_CACHEINFO = 3
const updatedOffset = 8
/** Times of the kernel's tables are in USER_HZ: 100 a second everywhere (include/asm-generic/param.h). */
const msPerTick = 10

/** NUD_*, linux/neighbour.h: the kernel is asking for the host, or has asked in vain. */
const NUD_INCOMPLETE = 0x01
const NUD_FAILED = 0x20
/** REACHABLE, STALE, DELAY, PROBE, NOARP, PERMANENT: packets go out at once. */
const NUD_VALID = 0xde

/** A host of a link that the kernel has a packet for, or had. */
export interface Neighbour {
  /** In network byte order, 4 or 16 bytes. */
  readonly address: Uint8Array
  readonly state: 'sought' | 'resolved' | 'failed'
  /** For how long it has been so; known to 10 ms. */
  readonly unchangedMs: number
}

export interface NeighbourTables {
  /** How often a host could not be reached because the ARP or the neighbour discovery table was full, since the system started. */
  overflows(): number
  /** The hosts of all links of this network namespace that the kernel knows or looks for, IPv4 and IPv6. */
  neighbours(): Neighbour[]
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
      netlink.dump(RTM_GETNEIGHTBL, new Uint8Array(tableMessageSize), (bytes, start, end) => {
        sum += tableOverflows(bytes, start, end)
      })
      return sum
    },
    neighbours() {
      const found: Neighbour[] = []
      netlink.dump(RTM_GETNEIGH, new Uint8Array(neighbourMessageSize), (bytes, start, end) => {
        const neighbour = decodeNeighbour(bytes, start, end)
        if (neighbour !== null) found.push(neighbour)
      })
      return found
    },
    close: () => netlink.close(),
  }
}

/** Overflows that one message of the answer tells of; 0 when it tells of none (the kernel sends parameters by device as well). Never throws. */
export function tableOverflows(bytes: DataView, start: number, end: number): number {
  for (const { type, start: value, end: valueEnd } of attributes(bytes, start + tableMessageSize, end)) {
    if (type === NDTA_STATS && valueEnd - value >= tableFullsOffset + 8) {
      return Number(bytes.getBigUint64(value + tableFullsOffset, littleEndian))
    }
  }
  return 0
}

/** The neighbour that one message tells of; null when it tells of none, or of one in no state (NUD_NONE). Never throws. */
export function decodeNeighbour(bytes: DataView, start: number, end: number): Neighbour | null {
  if (end - start < neighbourMessageSize) return null
  const state = stateNamed(bytes.getUint16(start + stateOffset, littleEndian))
  let address: Uint8Array | null = null
  let unchangedMs = 0
  for (const { type, start: value, end: valueEnd } of attributes(bytes, start + neighbourMessageSize, end)) {
    const length = valueEnd - value
    if (type === NDA_DST && (length === 4 || length === 16)) {
      address = new Uint8Array(bytes.buffer, bytes.byteOffset + value, length).slice()
    } else if (type === NDA_CACHEINFO && length >= updatedOffset + 4) {
      unchangedMs = bytes.getUint32(value + updatedOffset, littleEndian) * msPerTick
    }
  }
  return state === null || address === null ? null : { address, state, unchangedMs }
}

function stateNamed(state: number): Neighbour['state'] | null {
  if ((state & NUD_VALID) !== 0) return 'resolved'
  if ((state & NUD_INCOMPLETE) !== 0) return 'sought'
  return (state & NUD_FAILED) !== 0 ? 'failed' : null
}
