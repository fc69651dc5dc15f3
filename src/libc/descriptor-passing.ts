// decodes foreign bytes
// Open descriptors that go from one process to another with a message: unix(7), SCM_RIGHTS.
import { endianness } from 'node:os'
import { addressOf, check, declare, errno, errnoNumbers } from './library.ts'
import { close, MSG_DONTWAIT, MSG_NOSIGNAL, receiveMessage, SOCK_CLOEXEC, SOCK_STREAM, SOL_SOCKET } from './socket.ts'

const makePair = declare<(family: number, type: number, protocol: number, pair: Int32Array) => number>(
  'int socketpair(int, int, int, void*)',
)
const sendMessage = declare<(fd: number, header: BigUint64Array, flags: number) => number>(
  'intptr_t sendmsg(int, void*, int)',
)

// include/linux/socket.h
const AF_UNIX = 1
const SOCK_SEQPACKET = 5
const SCM_RIGHTS = 1
const MSG_CMSG_CLOEXEC = 0x4000_0000
/** struct cmsghdr on 64 bits: length 8, level 4, type 4; then the data, here descriptors of 4 bytes. */
const controlHeader = 16
const descriptorSize = 4
/** Bytes of control data that `receiveDescriptors` has room for. */
const mostDescriptors = 8
const controlSize = controlHeader + mostDescriptors * descriptorSize

const littleEndian = endianness() === 'LE'

/** Two connected sockets, closed on exec: `stream` of bytes, or of `messages` that arrive whole. @throws SystemCallError EMFILE */
export function socketPair(kind: 'stream' | 'messages'): readonly [number, number] {
  const pair = new Int32Array(2)
  const type = kind === 'stream' ? SOCK_STREAM : SOCK_SEQPACKET
  check('socketpair', makePair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair))
  return [pair[0]!, pair[1]!]
}

/**
 * Sends a message, not empty, with at most 8 descriptors; they stay open here. Never waits.
 * @throws SystemCallError EAGAIN: the other side does not read; EPIPE: it is gone
 */
export function sendDescriptors(fd: number, bytes: Uint8Array, descriptors: readonly number[]): void {
  const control = new Uint8Array(controlSize)
  const view = new DataView(control.buffer)
  const length = controlHeader + descriptors.length * descriptorSize
  view.setBigUint64(0, BigInt(length), littleEndian)
  view.setInt32(8, SOL_SOCKET, littleEndian)
  view.setInt32(12, SCM_RIGHTS, littleEndian)
  descriptors.forEach((each, i) => void view.setInt32(controlHeader + i * descriptorSize, each, littleEndian))
  const vector = vectorOf(bytes)
  const header = headerOf(vector, control, descriptors.length === 0 ? 0 : length)
  check('send descriptors', sendMessage(fd, header, MSG_NOSIGNAL | MSG_DONTWAIT))
}

export interface ReceivedDescriptors {
  /** How many bytes of the message there are; 0: the other side is gone. */
  readonly length: number
  /** Closed on exec. They belong to whoever asked. */
  readonly descriptors: readonly number[]
}

/** Waits for the next message, of which as much is kept as `bytes` has room for. @throws SystemCallError */
export function receiveDescriptors(fd: number, bytes: Uint8Array): ReceivedDescriptors {
  const control = new Uint8Array(controlSize)
  const vector = vectorOf(bytes)
  const header = headerOf(vector, control, controlSize)
  let length = receiveMessage(fd, header, MSG_CMSG_CLOEXEC)
  while (length < 0 && errno() === errnoNumbers.EINTR) length = receiveMessage(fd, header, MSG_CMSG_CLOEXEC)
  check('receive descriptors', length)
  return { length, descriptors: decodeDescriptors(new DataView(control.buffer), Number(header[5])) }
}

/** The descriptors in the first `length` bytes of control data; none when those are of another kind, or cut. Never throws. */
export function decodeDescriptors(control: DataView, length: number): number[] {
  const end = Math.min(length, control.byteLength)
  if (end < controlHeader) return []
  const isRights = control.getInt32(8, littleEndian) === SOL_SOCKET && control.getInt32(12, littleEndian) === SCM_RIGHTS
  const said = control.getBigUint64(0, littleEndian)
  if (!isRights || said > BigInt(end)) return []
  const found: number[] = []
  for (let at = controlHeader; at + descriptorSize <= Number(said); at += descriptorSize) {
    found.push(control.getInt32(at, littleEndian))
  }
  return found
}

export function closeAll(descriptors: readonly number[]): void {
  for (const each of descriptors) close(each)
}

/** struct iovec: base, length. */
function vectorOf(bytes: Uint8Array): BigUint64Array {
  return BigUint64Array.of(addressOf(bytes), BigInt(bytes.length))
}

/**
 * struct msghdr on 64 bits (recvmsg(2)): name 8, name length 4, padding 4, iovec 8, iovec count 8, control 8, control length 8,
 * flags 4, padding 4. What it points to must be referenced for the call.
 */
function headerOf(vector: BigUint64Array, control: Uint8Array, controlLength: number): BigUint64Array {
  return BigUint64Array.of(0n, 0n, addressOf(vector), 1n, addressOf(control), BigInt(controlLength), 0n)
}
