import { endianness } from 'node:os'
import { check, declare, errno, errnoNumbers } from './library.ts'

const poll = declare<(entries: Uint8Array, count: number, timeout: BigInt64Array | null, mask: null) => number>(
  'int ppoll(void*, unsigned long, void*, void*)',
)

// include/uapi/asm-generic/poll.h. Errors are reported whether asked for or not.
const POLLIN = 0x001
/** struct pollfd: descriptor 4, events wanted 2, events found 2. */
const entrySize = 8
const nanosecondsPerMs = 1e6

/** Waits for one descriptor to become readable: ppoll(2), whose time is finer than a millisecond. */
export class Readiness {
  readonly #entry = new Uint8Array(entrySize)
  readonly #view = new DataView(this.#entry.buffer)
  readonly #timeout = new BigInt64Array(2)

  constructor(fd: number) {
    const littleEndian = endianness() === 'LE'
    this.#view.setInt32(0, fd, littleEndian)
    this.#view.setUint16(4, POLLIN, littleEndian)
  }

  /**
   * Whether there is something to be read, or an error to be fetched, within `timeoutMs` (0: now). A signal ends the wait early.
   * @throws SystemCallError ENOMEM
   */
  wait(timeoutMs: number): boolean {
    const ms = Math.max(0, timeoutMs)
    const seconds = Math.floor(ms / 1000)
    this.#timeout[0] = BigInt(seconds)
    this.#timeout[1] = BigInt(Math.floor((ms - seconds * 1000) * nanosecondsPerMs))
    const found = poll(this.#entry, 1, this.#timeout, null)
    if (found < 0 && errno() === errnoNumbers.EINTR) return false
    return check('ppoll', found) > 0
  }
}
