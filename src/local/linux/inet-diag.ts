// decodes foreign bytes
import { attributeByte, littleEndian } from '../../libc/netlink-messages.ts'
import { socketAddress } from './socket-address.ts'

/** SOCK_DIAG_BY_FAMILY, linux/sock_diag.h. */
export const messageType = 20
/** NETLINK_SOCK_DIAG, linux/netlink.h. */
export const netlinkProtocol = 4
/** IPPROTO_TCP, IPPROTO_UDP. */
export const protocols = { tcp: 6, udp: 17 } as const
/** AF_INET, AF_INET6 on Linux. */
const families = { 4: 2, 6: 10 } as const

/** struct inet_diag_req_v2: family, protocol, extensions, padding (u8 each), states u32, struct inet_diag_sockid (48). */
const requestLength = 56
/** struct inet_diag_msg: family, state, timer, retransmits (u8 each), inet_diag_sockid (48), expires, rqueue, wqueue, uid, inode (u32 each). */
const messageLength = 72
/** INET_DIAG_SKV6ONLY, linux/inet_diag.h: one byte, told of IPv6 sockets in LISTEN and CLOSE. */
const SKV6ONLY = 11

/** Asks for every socket of a family and protocol (6 or 17) in any of the states. */
export function encodeRequest(family: 4 | 6, protocol: number, states: readonly number[]): Uint8Array {
  const request = new Uint8Array(requestLength)
  request[0] = families[family]
  request[1] = protocol
  new DataView(request.buffer).setUint32(4, maskOf(states), littleEndian)
  return request
}

function maskOf(states: readonly number[]): number {
  return states.reduce((mask, state) => mask | (1 << state), 0)
}

/** A message whose length has been checked: its accessors never throw. */
export interface DiagView {
  readonly family: 4 | 6
  /** Kernel socket state, see tcp-states.ts. */
  readonly state: number
  readonly port: number
  readonly device: number
  /** For LISTEN the connections that wait, and how many may (tcp_diag_get_info, net/ipv4/tcp_diag.c). */
  readonly receiveQueue: number
  readonly sendQueue: number
  readonly uid: number
  readonly inode: number
  /** Canonical text, computed when asked. */
  address(): string
  /** Null where the kernel does not tell. */
  v6only(): boolean | null
}

/** Null when the payload is too short or of another family. */
export function viewDiagMessage(payload: DataView): DiagView | null {
  if (payload.byteLength < messageLength) return null
  const code = payload.getUint8(0)
  if (code !== families[4] && code !== families[6]) return null
  const family = code === families[4] ? 4 : 6
  return {
    family,
    state: payload.getUint8(1),
    port: payload.getUint16(4),
    device: payload.getUint32(40, littleEndian),
    receiveQueue: payload.getUint32(56, littleEndian),
    sendQueue: payload.getUint32(60, littleEndian),
    uid: payload.getUint32(64, littleEndian),
    inode: payload.getUint32(68, littleEndian),
    address: () => socketAddress(family, payload, 8),
    v6only: () => {
      const flag = family === 4 ? null : attributeByte(payload, messageLength, SKV6ONLY)
      return flag === null ? null : flag !== 0
    },
  }
}
