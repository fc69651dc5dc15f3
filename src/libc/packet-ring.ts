import { mapMemory } from './memory-map.ts'
import { setPacketOption } from './packet-socket.ts'
import { RingBlocks } from './ring-blocks.ts'

// include/uapi/linux/if_packet.h
const PACKET_RX_RING = 5
const PACKET_VERSION = 10
const TPACKET_V3 = 2

/** A block is handed over when it is full, or this long after its first frame. */
const retireMs = 2
/** Only the kernel's arithmetic needs a frame size: with TPACKET_V3 frames are packed one after the other. */
const frameSize = 2048
/**
 * A block is used up every `retireMs` even when next to nothing comes, so many small ones hold out for longer than few big ones: 64 of them
 * an eighth of a second. This one holds 800 answers, and the largest frame that offloading puts together (64 KiB); and the
 * kernel finds it in one piece at once, where 1 MiB took it 100 ms and more on a machine whose memory is in use.
 */
export const blockSize = 128 << 10

/**
 * Gives a packet socket a receive ring: memory that the kernel writes frames into and that `mapRing` shows. Needs no privilege.
 * @param bytes a multiple of `blockSize`, at least two blocks
 * @throws SystemCallError ENOMEM
 */
export function setUpRing(fd: number, bytes: number): void {
  const blocks = bytes / blockSize
  setPacketOption(fd, PACKET_VERSION, Int32Array.of(TPACKET_V3))
  // struct tpacket_req3: block size, blocks, frame size, frames, retire timeout in ms, private bytes, features.
  const frames = blocks * (blockSize / frameSize)
  setPacketOption(fd, PACKET_RX_RING, Uint32Array.of(blockSize, blocks, frameSize, frames, retireMs, 0, 0))
}

export interface PacketRing {
  readonly blocks: RingBlocks
  unmap(): void
}

/** Maps the ring that `setUpRing` made, here or in the process that handed over the descriptor. @throws SystemCallError */
export function mapRing(fd: number, bytes: number): PacketRing {
  const { memory, unmap } = mapMemory(fd, bytes)
  return { blocks: new RingBlocks(memory, blockSize), unmap }
}
