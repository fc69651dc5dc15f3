import { check, declare } from './library.ts'
import { close } from './socket.ts'

// include/uapi/linux/eventpoll.h
export const EPOLLIN = 0x001
export const EPOLLOUT = 0x004
export const EPOLLERR = 0x008
/** Tell of each change once, instead of telling of the state over and over. */
export const EPOLLET = 1 << 31
const EPOLL_CLOEXEC = 0o2000000
const EPOLL_CTL_ADD = 1

const create = declare<(flags: number) => number>('int epoll_create1(int)')
const control = declare<(epoll: number, operation: number, fd: number, event: Int32Array) => number>(
  'int epoll_ctl(int, int, int, void*)',
)
const wait = declare<(epoll: number, events: Int32Array, most: number, timeoutMs: number) => number>(
  'int epoll_wait(int, void*, int, int)',
)

// struct epoll_event is packed on x86-64 alone: a 32-bit mask, then 64 bits of data at offset 4 instead of 8.
const packed = process.arch === 'x64'
const stride = packed ? 3 : 4
const dataWord = packed ? 1 : 2

/** An epoll instance that hands back file descriptors. Holds its memory; waiting allocates nothing. */
export class Epoll {
  readonly #fd: number
  readonly #events: Int32Array
  readonly #event = new Int32Array(stride)
  readonly #most: number

  /** @throws SystemCallError EMFILE, ENFILE, ENOMEM */
  constructor(most = 1024) {
    this.#fd = check('epoll_create1', create(EPOLL_CLOEXEC))
    this.#most = most
    this.#events = new Int32Array(stride * most)
  }

  /** Watches a descriptor until it is closed. False when the kernel refuses; errno says why. */
  add(fd: number, mask: number): boolean {
    this.#event[0] = mask
    this.#event[dataWord] = fd
    return control(this.#fd, EPOLL_CTL_ADD, fd, this.#event) === 0
  }

  /** How many events there are: at most `most`, 0 when time is up or a signal came. */
  wait(timeoutMs: number): number {
    return Math.max(0, wait(this.#fd, this.#events, this.#most, timeoutMs))
  }

  /** Descriptor of the i-th event of the last wait. */
  fd(i: number): number {
    return this.#events[i * stride + dataWord]!
  }

  /** Mask of the i-th event of the last wait. */
  mask(i: number): number {
    return this.#events[i * stride]!
  }

  close(): void {
    close(this.#fd)
  }
}
