import { endianness } from 'node:os'
import { addressOf, declare } from './library.ts'

const sendMany = declare<(fd: number, messages: bigint, count: number, flags: number) => number>(
  'int sendmmsg(int, void*, unsigned int, int)',
)

// On 64 bits (sendmmsg(2), sendmsg(2)), in words of 8 bytes:
// struct mmsghdr: name 0, name length 1 (4 bytes and padding), iovec 2, iovec count 3, control 4, control length 5,
// flags 6 (4 bytes and padding), length sent 7 (4 bytes and padding). struct iovec: base 0, length 1.
const headerWords = 8
const headerBytes = BigInt(headerWords * 8)
const vectorWords = 2
/** A 64-bit word as two halves: which of them has the small numbers. */
const lowHalf = endianness() === 'LE' ? 0 : 1

/**
 * Messages to be sent with one system call, each in its slot of one block of memory: the headers that sendmmsg(2) reads, made
 * once. Sending allocates nothing but the address of the first header.
 */
export class MessageVector {
  readonly #headers: BigUint64Array
  readonly #vectors: BigUint64Array
  readonly #lengths: Uint32Array
  readonly #nameLengths: Uint32Array
  readonly #address: bigint
  /** What the addresses in the headers lead to; referenced, so that it stays. */
  readonly #held: ArrayBufferView[]

  /** The slots lie `slotSize` bytes apart in `bytes`. */
  constructor(bytes: Uint8Array, capacity: number, slotSize: number) {
    this.#headers = new BigUint64Array(capacity * headerWords)
    this.#vectors = new BigUint64Array(capacity * vectorWords)
    this.#lengths = new Uint32Array(this.#vectors.buffer)
    this.#nameLengths = new Uint32Array(this.#headers.buffer)
    this.#address = addressOf(this.#headers)
    this.#held = [bytes]
    const slots = addressOf(bytes)
    const vectors = addressOf(this.#vectors)
    for (let i = 0; i < capacity; i++) {
      this.#vectors[i * vectorWords] = slots + BigInt(i * slotSize)
      this.#headers[i * headerWords + 2] = vectors + BigInt(i * vectorWords * 8)
      this.#headers[i * headerWords + 3] = 1n
    }
  }

  /** Message i goes to the socket address that lies in `names` from `offset` on; its bytes may be written later. */
  setName(i: number, names: Uint8Array, offset: number, size: number): void {
    if (!this.#held.includes(names)) this.#held.push(names)
    this.#headers[i * headerWords] = addressOf(names) + BigInt(offset)
    this.setNameSize(i, size)
  }

  /** How much of message i's socket address counts. */
  setNameSize(i: number, size: number): void {
    this.#nameLengths[(i * headerWords + 1) * 2 + lowHalf] = size
  }

  /**
   * Sends the messages from `first` up to `end`, of `lengths[i]` bytes each.
   * Gives how many the kernel took; -1 when it did not take the first, and errno says why.
   */
  send(fd: number, lengths: Uint16Array, first: number, end: number, flags: number): number {
    const words = this.#lengths
    for (let i = first; i < end; i++) words[(i * vectorWords + 1) * 2 + lowHalf] = lengths[i]!
    const address = first === 0 ? this.#address : this.#address + BigInt(first) * headerBytes
    return sendMany(fd, address, end - first, flags)
  }
}
