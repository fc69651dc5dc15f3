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

/** Looks at one message after the other: once `at` said yes, no accessor throws. Valid as long as the bytes are. */
export class DiagView {
  #family: 4 | 6 = 4
  #bytes: DataView = new DataView(new ArrayBuffer(messageLength))
  #start = 0
  #end = 0

  /** Moves to the message between `start` and `end`; false when it is too short or of another family. Never throws. */
  at(bytes: DataView, start: number, end: number): boolean {
    if (end - start < messageLength) return false
    const family = bytes.getUint8(start)
    if (family !== families[4] && family !== families[6]) return false
    this.#family = family === families[4] ? 4 : 6
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    return true
  }

  get family(): 4 | 6 {
    return this.#family
  }

  /** Kernel socket state, see tcp-states.ts. */
  get state(): number {
    return this.#bytes.getUint8(this.#start + 1)
  }

  get port(): number {
    return this.#bytes.getUint16(this.#start + 4)
  }

  /** Canonical text. */
  get address(): string {
    return socketAddress(this.family, this.#bytes, this.#start + 8)
  }

  /** Index of the device that the socket is tied to; 0 for none. */
  get device(): number {
    return this.#number(40)
  }

  /** For LISTEN the connections that wait, and how many may (tcp_diag_get_info, net/ipv4/tcp_diag.c). */
  get receiveQueue(): number {
    return this.#number(56)
  }

  get sendQueue(): number {
    return this.#number(60)
  }

  get uid(): number {
    return this.#number(64)
  }

  get inode(): number {
    return this.#number(68)
  }

  /** Null where the kernel does not tell. */
  get v6only(): boolean | null {
    if (this.family === 4) return null
    const flag = attributeByte(this.#bytes, this.#start + messageLength, this.#end, SKV6ONLY)
    return flag === null ? null : flag !== 0
  }

  #number(offset: number): number {
    return this.#bytes.getUint32(this.#start + offset, littleEndian)
  }
}
