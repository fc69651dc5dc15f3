import { endianness } from 'node:os'
import { addressOf, check, declare } from './library.ts'
import { getOption, SOCK_CLOEXEC, SOL_SOCKET, setOption, socket } from './socket.ts'

const bind = declare<(fd: number, address: Uint8Array, size: number) => number>('int bind(int, void*, unsigned int)')

// include/linux/socket.h, include/uapi/linux/if_packet.h, if_ether.h, asm-generic/socket.h
const AF_PACKET = 17
const SOCK_RAW = 3
const SOL_PACKET = 263
const PACKET_STATISTICS = 6
const PACKET_QDISC_BYPASS = 20
const PACKET_IGNORE_OUTGOING = 23
const SO_SNDBUF = 7
const SO_ATTACH_FILTER = 26
const SO_LOCK_FILTER = 44
/** Every protocol, ETH_P_ALL. */
export const ETH_P_ALL = 0x0003
/** Bytes of struct sockaddr_ll. */
export const linkAddressSize = 20

const littleEndian = endianness() === 'LE'

/**
 * A packet socket (packet(7)) that sees frames with their link-layer header, not bound yet: nothing comes in before
 * `bindToInterface`. It belongs to the network namespace of the calling thread.
 * @throws SystemCallError EPERM without CAP_NET_RAW
 */
export function openPacketSocket(): number {
  return check('packet socket', socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0))
}

/**
 * Ties a packet socket to an interface. `protocol` ETH_P_ALL: what arrives there comes in from now on; 0: nothing ever does.
 * @throws SystemCallError ENODEV, ENETDOWN
 */
export function bindToInterface(fd: number, index: number, protocol: number): void {
  const address = linkAddress(index, protocol)
  check('bind', bind(fd, address, address.length))
}

/**
 * struct sockaddr_ll: family 2 bytes, protocol 2 (network order), interface index 4, hardware type 2, packet type 1,
 * address length 1, address 8.
 */
export function linkAddress(index: number, protocol: number): Uint8Array {
  const bytes = new Uint8Array(linkAddressSize)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_PACKET, littleEndian)
  view.setUint16(2, protocol)
  view.setInt32(4, index, littleEndian)
  return bytes
}

/** Sends straight to the driver, past the queueing discipline and past other packet sockets' eyes. @throws SystemCallError */
export function bypassQueueing(fd: number): void {
  setNumber(fd, SOL_PACKET, PACKET_QDISC_BYPASS, 1)
}

/** Does not let in what this host sends itself. False where the kernel is older than 4.20. */
export function ignoreOutgoing(fd: number): boolean {
  return setOption(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, Int32Array.of(1), 4) === 0
}

/** Asks for room for this many bytes on their way out; the kernel gives at most net.core.wmem_max. */
export function setSendBuffer(fd: number, bytes: number): void {
  setNumber(fd, SOL_SOCKET, SO_SNDBUF, bytes)
}

/**
 * Lets in only what a classic BPF program accepts: SO_ATTACH_FILTER, socket(7). It cannot be replaced or taken away again.
 * @param program struct sock_filter after struct sock_filter, 8 bytes each
 * @throws SystemCallError EINVAL when the kernel finds fault with the program
 */
export function attachFilter(fd: number, program: Uint8Array): void {
  // struct sock_fprog: count 2 bytes, padding 6, pointer 8.
  const header = new Uint8Array(16)
  const view = new DataView(header.buffer)
  view.setUint16(0, program.length / 8, littleEndian)
  view.setBigUint64(8, addressOf(program), littleEndian)
  check('attach filter', setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, header, header.length))
  setNumber(fd, SOL_SOCKET, SO_LOCK_FILTER, 1)
}

/** struct tpacket_stats_v3: packets 4 (with the dropped), drops 4, freezes of the ring 4. */
const statistics = 3

/** Reads how many frames were dropped since the last reading, for the ring was full. Needs a ring of TPACKET_V3. @throws SystemCallError */
export function takeDropped(fd: number): number {
  const values = new Uint32Array(statistics)
  check('packet statistics', getOption(fd, SOL_PACKET, PACKET_STATISTICS, values, Int32Array.of(values.byteLength)))
  return values[1]!
}

/** Sets a packet socket's option of several numbers. @throws SystemCallError */
export function setPacketOption(fd: number, option: number, value: ArrayBufferView): void {
  check(`packet option ${option}`, setOption(fd, SOL_PACKET, option, value, value.byteLength))
}

function setNumber(fd: number, level: number, option: number, value: number): void {
  check(`socket option ${option}`, setOption(fd, level, option, Int32Array.of(value), 4))
}
