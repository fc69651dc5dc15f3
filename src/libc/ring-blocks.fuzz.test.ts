import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RingBlocks } from './ring-blocks.ts'

const blockSize = 4096
const [user, userAndLosing] = [1, 5]

/** Writes a block as the kernel would; a frame is `link` bytes of link-layer header and a payload. */
function writeBlock(memory: ArrayBuffer, block: number, frames: readonly Uint8Array[], status = user): void {
  const view = new DataView(memory, block * blockSize, blockSize)
  view.setUint32(8, status, true)
  view.setUint32(12, frames.length, true)
  view.setUint32(16, 48, true)
  let at = 48
  for (const [i, frame] of frames.entries()) {
    const size = (82 + frame.length + 15) & ~15
    view.setUint32(at, i === frames.length - 1 ? 0 : size, true)
    view.setUint32(at + 12, frame.length, true)
    view.setUint32(at + 16, frame.length, true)
    view.setUint16(at + 24, 82, true)
    view.setUint16(at + 26, 96, true)
    new Uint8Array(memory).set(frame, block * blockSize + at + 82)
    at += size
  }
}

const frame = (n: number) => new Uint8Array(60).fill(n)

function collect(ring: RingBlocks, fromNetworkHeader = false): number[][] {
  const frames: number[][] = []
  ring.walk((bytes, start, end) => frames.push([...bytes.subarray(start, end)]), fromNetworkHeader)
  return frames
}

describe('a ring as the kernel writes it', () => {
  test('frames come in order, over blocks and round the ring, each once', () => {
    const memory = new ArrayBuffer(3 * blockSize)
    const ring = new RingBlocks(memory, blockSize)
    let next = 0
    let block = 0
    for (let round = 0; round < 7; round++) {
      const first = next
      for (let k = 0; k < 2; k++) {
        writeBlock(memory, block, [frame(next++), frame(next++)])
        block = (block + 1) % 3
      }
      expect(collect(ring).map((bytes) => bytes[0])).toEqual([first, first + 1, first + 2, first + 3])
      expect(collect(ring)).toEqual([])
    }
  })

  test('from the network header on, where that is wanted', () => {
    const memory = new ArrayBuffer(2 * blockSize)
    writeBlock(memory, 0, [Uint8Array.of(...new Array<number>(14).fill(0), 0x45, 1, 2)])
    expect(collect(new RingBlocks(memory, blockSize), true)).toEqual([[0x45, 1, 2]])
  })

  test('a block is the kernel’s again when its frames were handed over, even if the taker failed', () => {
    const memory = new ArrayBuffer(2 * blockSize)
    const ring = new RingBlocks(memory, blockSize)
    writeBlock(memory, 0, [frame(1)])
    writeBlock(memory, 1, [frame(2)])
    const fail = () => {
      throw new Error('taker')
    }
    expect(() => ring.walk(fail, false)).toThrow('taker')
    expect(new DataView(memory).getUint32(8, true)).toBe(0)
    expect(collect(ring).map((bytes) => bytes[0])).toEqual([2])
  })

  test('says when the kernel says that frames were dropped', () => {
    const memory = new ArrayBuffer(2 * blockSize)
    const ring = new RingBlocks(memory, blockSize)
    writeBlock(memory, 0, [frame(1)])
    collect(ring)
    expect(ring.losing).toBe(false)
    writeBlock(memory, 1, [frame(1)], userAndLosing)
    collect(ring)
    expect(ring.losing).toBe(true)
  })
})

test('whatever lies in the memory: frames lie in their block, and a walk ends', () => {
  const block = fc.uint8Array({ minLength: blockSize, maxLength: blockSize })
  const header = fc.array(fc.oneof(fc.integer(), fc.integer({ min: 0, max: 200 })), { minLength: 24, maxLength: 24 })
  fc.assert(
    fc.property(fc.tuple(block, block), header, fc.boolean(), ([first, second], words, fromNetworkHeader) => {
      const memory = new ArrayBuffer(2 * blockSize)
      const bytes = new Uint8Array(memory)
      bytes.set(first)
      bytes.set(second, blockSize)
      new Int32Array(memory).set(words)
      new Int32Array(memory)[2] = user
      let frames = 0
      const most = (2 * blockSize) / 4
      const handed = new RingBlocks(memory, blockSize).walk((_, start, end) => {
        frames++
        expect(start).toBeGreaterThanOrEqual(0)
        expect(start).toBeLessThanOrEqual(end)
        expect(end).toBeLessThanOrEqual(2 * blockSize)
      }, fromNetworkHeader)
      expect(handed).toBe(frames)
      expect(frames).toBeLessThanOrEqual(most)
    }),
  )
})
