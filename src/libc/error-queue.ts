import { type ExtendedError, newExtendedError, readExtendedError } from './extended-error.ts'
import { addressOf } from './library.ts'
import { MSG_DONTWAIT, MSG_ERRQUEUE, receiveMessage } from './socket.ts'

// struct msghdr on 64 bits (recvmsg(2)): name 8, name length 4, padding 4, iovec 8, iovec count 8, control 8,
// control length 8, flags 4, padding 4.
const headerWords = 7
const nameSize = 28
const controlSize = 512

/** Reads the error queues of sockets (ip(7), MSG_ERRQUEUE). One serves all sockets of a thread; reading allocates nothing. */
export class ErrorQueue {
  /** What the last `read` found. */
  readonly error: ExtendedError = newExtendedError()
  /** sockaddr of the destination that the failed packet was sent to. */
  readonly destination = new Uint8Array(nameSize)
  readonly #control = new Uint8Array(controlSize)
  readonly #controlView = new DataView(this.#control.buffer)
  readonly #packet = new Uint8Array(64)
  readonly #vector = BigUint64Array.of(addressOf(this.#packet), BigInt(this.#packet.length))
  readonly #header = new BigUint64Array(headerWords)

  constructor() {
    this.#header[0] = addressOf(this.destination)
    this.#header[2] = addressOf(this.#vector)
    this.#header[3] = 1n
    this.#header[4] = addressOf(this.#control)
  }

  /** Takes the next error off a socket's queue into `error` and `destination`. False when the queue is empty. */
  read(fd: number): boolean {
    this.#header[1] = BigInt(nameSize)
    this.#header[5] = BigInt(controlSize)
    if (receiveMessage(fd, this.#header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false
    return readExtendedError(this.#controlView, Number(this.#header[5]), this.error)
  }
}
