import { check, declare, SystemCallError } from './library.ts'
import { errorNumber, flags, headerLength, littleEndian, messageTypes, netlinkMessages } from './netlink-messages.ts'

const socket = declare<(family: number, type: number, protocol: number) => number>('int socket(int, int, int)')
const send = declare<(fd: number, memory: Uint8Array, length: number, flags: number) => number>(
  'int64_t send(int, void*, size_t, int)',
)
const recv = declare<(fd: number, memory: Uint8Array, length: number, flags: number) => number>(
  'int64_t recv(int, void*, size_t, int)',
)
const setsockopt = declare<(fd: number, level: number, option: number, value: Uint8Array, length: number) => number>(
  'int setsockopt(int, int, int, void*, unsigned int)',
)
const close = declare<(fd: number) => number>('int close(int)')

/** AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, asm-generic values that every Linux processor but MIPS and SPARC shares. */
const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 0o2000003
const SOL_SOCKET = 1
const SO_RCVTIMEO = 20
/** The kernel caps one part of a dump at 32 KiB (netlink_recvmsg, net/netlink/af_netlink.c). */
const receiveLength = 65_536
/** One answer, a route, is some hundred bytes. */
const answerLength = 4096
/** A dump is answered from memory at once: this long a silence means that nothing will come. */
const silenceSeconds = 5

export type TakePayload = (bytes: DataView, start: number, end: number) => void

export interface NetlinkSocket {
  readonly fd: number
  /**
   * Sends one dump request and hands over every message of the answer: where its payload lies in the bytes, which are
   * valid for the moment only.
   * @throws SystemCallError with what the kernel answered (ENOENT: it has no such table; EPERM; ENOMEM)
   */
  dump(type: number, request: Uint8Array, take: TakePayload): void
  /**
   * Sends one request that has one answer, and hands that over in the same way.
   * @throws SystemCallError with what the kernel answered instead
   */
  ask(type: number, request: Uint8Array, take: TakePayload): void
  close(): void
}

/**
 * Opens a netlink socket of a protocol (linux/netlink.h: NETLINK_ROUTE 0, NETLINK_SOCK_DIAG 4) in the network
 * namespace that the calling thread is in; it stays there. Blocking: calls return when the kernel has answered.
 * @throws SystemCallError
 */
export function openNetlink(protocol: number): NetlinkSocket {
  const fd = check('netlink socket', socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol))
  const timeout = new BigInt64Array([BigInt(silenceSeconds), 0n])
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeout.buffer), timeout.byteLength)
  return {
    fd,
    dump: (type, request, take) => dump(fd, withHeader(type, flags.request | flags.dump, request), take),
    ask: (type, request, take) => ask(fd, withHeader(type, flags.request, request), take),
    close: () => void close(fd),
  }
}

function dump(fd: number, request: Uint8Array, take: TakePayload): void {
  check('netlink send', send(fd, request, request.length, 0))
  const memory = new Uint8Array(receiveLength)
  const bytes = new DataView(memory.buffer)
  for (;;) {
    const length = check('netlink recv', recv(fd, memory, memory.length, 0))
    for (const message of netlinkMessages(bytes, length)) {
      if (message.type === messageTypes.error || message.type === messageTypes.done) {
        const error = errorNumber(bytes, message)
        if (error !== 0) throw new SystemCallError('netlink dump', error)
        return
      }
      take(bytes, message.start, message.end)
    }
  }
}

function ask(fd: number, request: Uint8Array, take: TakePayload): void {
  check('netlink send', send(fd, request, request.length, 0))
  const memory = new Uint8Array(answerLength)
  const bytes = new DataView(memory.buffer)
  const length = check('netlink recv', recv(fd, memory, memory.length, 0))
  for (const message of netlinkMessages(bytes, length)) {
    const error = message.type === messageTypes.error ? errorNumber(bytes, message) : 0
    if (error !== 0) throw new SystemCallError('netlink', error)
    take(bytes, message.start, message.end)
    return
  }
}

function withHeader(type: number, flagBits: number, request: Uint8Array): Uint8Array {
  const message = new Uint8Array(headerLength + request.length)
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length, littleEndian)
  view.setUint16(4, type, littleEndian)
  view.setUint16(6, flagBits, littleEndian)
  message.set(request, headerLength)
  return message
}
