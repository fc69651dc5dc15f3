// decodes foreign bytes
import { littleEndian } from '../../libc/netlink-messages.ts'
import { socketAddress } from './socket-address.ts'

/** One line of /proc/net/{tcp,tcp6,udp,udp6} (proc(5); net/ipv4/tcp_ipv4.c, get_tcp4_sock and its like). */
export interface ProcNetRow {
  readonly family: 4 | 6
  readonly address: string
  readonly port: number
  /** Kernel socket state, include/net/tcp_states.h. */
  readonly state: number
  /** For LISTEN the connections that wait for accept. */
  readonly receiveQueue: number
  readonly uid: number
  readonly inode: number
}

const family4 = 8
const family6 = 32
const hexadecimal = /^[0-9A-Fa-f]+$/
const decimal = /^\d{1,10}$/

/**
 * Decodes one line; null for the heading and for what is no such line. `wanted` looks at state and port before the
 * rest is decoded: tables hold hundreds of thousands of connections. Never throws.
 */
export function decodeProcNetLine(line: string, wanted: (state: number, port: number) => boolean): ProcNetRow | null {
  const [, local, , state, queues, , , uid, , inode] = line.trim().split(/\s+/, 10)
  if (local === undefined || state === undefined || queues === undefined) return null
  const [address, port] = local.split(':', 2)
  const portNumber = hex(port, 4)
  const stateNumber = hex(state, 2)
  if (portNumber === null || stateNumber === null || !wanted(stateNumber, portNumber)) return null
  const bytes = addressBytes(address)
  const receiveQueue = hex(queues.split(':', 2)[1], 8)
  if (bytes === null || receiveQueue === null || uid === undefined || inode === undefined) return null
  if (!decimal.test(uid) || !decimal.test(inode)) return null
  const family = bytes.byteLength === 4 ? 4 : 6
  return {
    family,
    address: socketAddress(family, bytes, 0),
    port: portNumber,
    state: stateNumber,
    receiveQueue,
    uid: Number(uid),
    inode: Number(inode),
  }
}

/** The far end of the connection that a line tells of; null for the heading and for what is no such line. Never throws. */
export function decodeProcNetPeer(line: string): { readonly address: string; readonly port: number } | null {
  const [address, port] = (line.trim().split(/\s+/, 3)[2] ?? '').split(':', 2)
  const portNumber = hex(port, 4)
  const bytes = addressBytes(address)
  if (portNumber === null || bytes === null) return null
  return { address: socketAddress(bytes.byteLength === 4 ? 4 : 6, bytes, 0), port: portNumber }
}

/** The kernel prints each 32-bit word of an address (network byte order in memory) as a number in its own byte order. */
function addressBytes(text: string | undefined): DataView | null {
  if (text === undefined || (text.length !== family4 && text.length !== family6) || !hexadecimal.test(text)) return null
  const bytes = new DataView(new ArrayBuffer(text.length / 2))
  for (let word = 0; word < text.length / 8; word++) {
    bytes.setUint32(word * 4, Number.parseInt(text.slice(word * 8, word * 8 + 8), 16), littleEndian)
  }
  return bytes
}

function hex(text: string | undefined, digits: number): number | null {
  if (text === undefined || text.length === 0 || text.length > digits || !hexadecimal.test(text)) return null
  return Number.parseInt(text, 16)
}
