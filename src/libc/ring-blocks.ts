// decodes foreign bytes
// A receive ring as the kernel writes it: struct tpacket_block_desc and struct tpacket3_hdr, include/uapi/linux/if_packet.h.
import { endianness } from 'node:os'

/** A received frame lies in `bytes` from `start` up to `end`. */
export type TakeRingFrame = (bytes: Uint8Array, start: number, end: number) => void

// A block: version 0, offset of private bytes 4, status 8, frames 12, offset of the first frame 16, length 20,
// number of the block 24 (8 bytes), times of the first and the last frame 32 and 40. In words of 4 bytes:
const statusWord = 2
const framesWord = 3
const firstWord = 4
// A frame: offset of the next one 0, seconds 4, nanoseconds 8, bytes captured 12, bytes on the wire 16, status 20, offset of the
// link-layer header 24 (2 bytes), of the network header 26 (2 bytes), hash 28, VLAN 32 to 37. The VLAN tag is not looked at.
const nextWord = 0
const capturedWord = 3
const offsetsWord = 6
const frameHeaderSize = 48
/** Frames begin at multiples of TPACKET_ALIGNMENT, 16; that of 4 is what reading by words needs. */
const misaligned = 3

const TP_STATUS_KERNEL = 0
const TP_STATUS_USER = 1
const TP_STATUS_LOSING = 4

const littleEndian = endianness() === 'LE'

/** Walks the blocks of a ring in turn, allocating nothing. Block status is read and written with order, as the kernel does. */
export class RingBlocks {
  readonly #bytes: Uint8Array
  readonly #words: Int32Array
  readonly #blockSize: number
  readonly #count: number
  #next = 0
  /** Set when the kernel says that frames were dropped; whoever asks how many sets it back. */
  losing = false

  /** @param memory blocks of `blockSize` bytes, one after the other */
  constructor(memory: ArrayBuffer, blockSize: number) {
    this.#bytes = new Uint8Array(memory)
    this.#words = new Int32Array(memory)
    this.#blockSize = blockSize
    this.#count = Math.floor(memory.byteLength / blockSize)
  }

  /**
   * Hands over the frames of all blocks that are full and gives the blocks back to the kernel, going round once at most.
   * With `fromNetworkHeader` a frame begins at its IP header, else at its link-layer header. Gives the number of frames.
   */
  walk(take: TakeRingFrame, fromNetworkHeader: boolean): number {
    let frames = 0
    for (let round = 0; round < this.#count; round++) {
      const block = this.#next * this.#blockSize
      const status = block / 4 + statusWord
      const flags = Atomics.load(this.#words, status)
      if ((flags & TP_STATUS_USER) === 0) break
      if ((flags & TP_STATUS_LOSING) !== 0) this.losing = true
      try {
        frames += this.#walkBlock(block, take, fromNetworkHeader)
      } finally {
        Atomics.store(this.#words, status, TP_STATUS_KERNEL)
        this.#next = (this.#next + 1) % this.#count
      }
    }
    return frames
  }

  #walkBlock(block: number, take: TakeRingFrame, fromNetworkHeader: boolean): number {
    const words = this.#words
    const blockEnd = block + this.#blockSize
    const expected = words[block / 4 + framesWord]! >>> 0
    let frame = block + (words[block / 4 + firstWord]! >>> 0)
    let frames = 0
    while (frames < expected && (frame & misaligned) === 0 && frame + frameHeaderSize <= blockEnd) {
      const word = frame / 4
      const offsets = words[word + offsetsWord]!
      const link = littleEndian ? offsets & 0xffff : offsets >>> 16
      const network = littleEndian ? offsets >>> 16 : offsets & 0xffff
      const start = frame + (fromNetworkHeader ? network : link)
      const end = frame + link + (words[word + capturedWord]! >>> 0)
      if (end > blockEnd || start > end) break
      take(this.#bytes, start, end)
      frames++
      const step = words[word + nextWord]! >>> 0
      if (step === 0) break
      frame += step
    }
    return frames
  }
}
