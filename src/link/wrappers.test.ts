import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fill, linkContract, receiveFrames, sendAll } from '../../test/link-contract.ts'
import { memoryLinks } from '../../test/memory-link.ts'
import { seededRandom } from '../lib/random.ts'
import { faultyLink } from './faulty-link.ts'
import { FrameBatch } from './frame-batch.ts'
import { pcapLink } from './pcap.ts'
import { traceLink } from './trace.ts'

/** Its number, and then that many bytes in all. */
function frame(n: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(0xaa)
  new DataView(bytes.buffer).setUint32(0, n)
  return bytes
}

const numberOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-link-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'file')
}

describe('in memory', () => linkContract(() => memoryLinks(), frame))
describe('in memory, three frames at a time', () => {
  const open = () => memoryLinks('ethernet', 3)
  test('takes three', () => {
    const { near } = open()
    expect(
      near.send(
        fill(
          new FrameBatch(),
          [1, 2, 3, 4].map((n) => frame(n, 60)),
        ),
      ),
    ).toBe(3)
  })
})

describe('trace', () => {
  linkContract(() => {
    const { near, far } = memoryLinks()
    return { near: traceLink(near, () => {}), far: traceLink(far, () => {}) }
  }, frame)

  test('a line for each frame that went out or came in', () => {
    const lines: string[] = []
    let now = 1000
    const { near, far } = memoryLinks('ethernet', 1)
    const traced = traceLink(
      near,
      (line) => lines.push(line),
      () => now,
    )
    now = 1002.5
    traced.send(fill(new FrameBatch(), [frame(1, 5), frame(2, 5)]))
    far.send(fill(new FrameBatch(), [frame(3, 200)]))
    traced.receive(() => {}, 0)
    expect(lines).toEqual(['> 2.500 5 00000001aa', `< 2.500 200 00000003${'aa'.repeat(124)}…`])
  })
})

describe('pcap', () => {
  linkContract(() => {
    const { near, far } = memoryLinks()
    return {
      near: pcapLink(near, openSync('/dev/null', 'w')),
      far: pcapLink(far, openSync('/dev/null', 'w')),
    }
  }, frame)

  test.each([
    ['ethernet', 1],
    ['ip', 101],
  ] as const)('a file of a link of layer %s has link type %i, and every frame with its time', (layer, linkType) => {
    const path = temporaryFile()
    const { near, far } = memoryLinks(layer, 1)
    const link = pcapLink(near, openSync(path, 'w'), () => 1_700_000_000_123.25)
    link.send(fill(new FrameBatch(), [frame(1, 5), frame(2, 5)]))
    far.send(fill(new FrameBatch(), [frame(3, 4)]))
    link.receive(() => {}, 0)
    link.close()
    const file = readFileSync(path)
    expect(file.length).toBe(24 + 16 + 5 + 16 + 4)
    expect([file.readUInt32LE(0), file.readUInt16LE(4), file.readUInt16LE(6)]).toEqual([0xa1b23c4d, 2, 4])
    expect(file.readUInt32LE(20)).toBe(linkType)
    expect([24, 28, 32, 36].map((at) => file.readUInt32LE(at))).toEqual([1_700_000_000, 123_250_000, 5, 5])
    expect(file.subarray(40, 45).toString('hex')).toBe('00000001aa')
    expect(file.subarray(61).toString('hex')).toBe('00000003')
  })

  test('more than is kept back', () => {
    const path = temporaryFile()
    const { near } = memoryLinks()
    const link = pcapLink(near, openSync(path, 'w'))
    const batch = new FrameBatch()
    for (let k = 0; k < 40; k++) {
      link.send(
        fill(
          batch,
          Array.from({ length: 64 }, (_, i) => frame(k * 64 + i, 984)),
        ),
      )
    }
    link.close()
    const file = readFileSync(path)
    expect(file.length).toBe(24 + 2560 * 1000)
    const numbers = Array.from({ length: 2560 }, (_, i) => file.readUInt32BE(24 + i * 1000 + 16))
    expect(numbers).toEqual(numbers.map((_, i) => i))
  })

  test('a file that cannot be written does not disturb the link; close tells of it', () => {
    const { near, far } = memoryLinks()
    const link = pcapLink(near, openSync('/dev/full', 'w'))
    const batch = new FrameBatch(64, 65_535)
    const frames = Array.from({ length: 64 }, (_, i) => frame(i, 60_000))
    expect(link.send(fill(batch, frames))).toBe(64)
    expect(receiveFrames(far, 64).map(numberOf)).toEqual(frames.map(numberOf))
    expect(() => link.close()).toThrow(/ENOSPC/)
    expect(near.closed).toBe(1)
  })
})

describe('faults', () => {
  const random = () => seededRandom(7)
  linkContract(() => {
    const { near, far } = memoryLinks()
    return { near: faultyLink(near, { random: random() }), far: faultyLink(far, { random: random() }) }
  }, frame)

  const send = (count: number, faults: Parameters<typeof faultyLink>[1]) => {
    const { near, far } = memoryLinks()
    const link = faultyLink(near, faults)
    const batch = new FrameBatch(100, 64)
    for (let n = 0; n < count; n += 100) {
      sendAll(
        link,
        fill(
          batch,
          Array.from({ length: 100 }, (_, i) => frame(n + i, 60)),
        ),
      )
    }
    return { link, near, far }
  }

  test('the share that is lost is the share that was asked for, and a seed repeats it', () => {
    const arrived = () => {
      const { far } = send(20_000, { sent: { loss: 0.25 }, random: random() })
      return receiveFrames(far, 1).map(numberOf)
    }
    const numbers = arrived()
    // Standard deviation: sqrt(20,000 × 0.25 × 0.75) = 61.
    expect(Math.abs(numbers.length - 15_000)).toBeLessThan(5 * 61)
    expect(arrived()).toEqual(numbers)
  })

  test('frames that are doubled come twice', () => {
    const { far } = send(100, { sent: { duplication: 1 }, random: random() })
    expect(receiveFrames(far, 200).map(numberOf)).toEqual(Array.from({ length: 200 }, (_, i) => i >> 1))
  })

  test('frames that are delayed go out when their time has come', () => {
    let now = 0
    const { link, far } = send(100, { sent: { delayMs: [50, 50] }, random: random(), now: () => now })
    expect(far.receive(() => {}, 0)).toBe(0)
    now = 49
    link.receive(() => {}, 0)
    expect(far.receive(() => {}, 0)).toBe(0)
    now = 50
    link.receive(() => {}, 0)
    expect(far.receive(() => {}, 0)).toBe(100)
  })

  test('what comes in is lost, doubled and delayed as well, and waiting ends when it is due', () => {
    let now = 0
    const { near, far } = memoryLinks()
    // Every look at the clock takes a millisecond.
    const link = faultyLink(near, { received: { delayMs: [10, 20] }, random: random(), now: () => now++ })
    far.send(
      fill(
        new FrameBatch(),
        [1, 2, 3].map((n) => frame(n, 60)),
      ),
    )
    const seen: number[] = []
    const take = (bytes: Uint8Array, start: number) => seen.push(numberOf(bytes.subarray(start)))
    expect(link.receive(take, 2)).toBe(0)
    while (link.receive(take, 1000) > 0);
    expect(seen.sort()).toEqual([1, 2, 3])
    expect(link.counters.received).toBe(3)
  })

  test('without delay, loss and doubling nothing changes, whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 64 }), (frames) => {
        const { near, far } = memoryLinks('ethernet', 5)
        const link = faultyLink(near, { random: random() })
        sendAll(link, fill(new FrameBatch(64, 64), frames))
        link.receive(() => {}, 0)
        const seen: Uint8Array[] = []
        far.receive((bytes, start, end) => seen.push(bytes.slice(start, end)), 0)
        expect(seen).toEqual(frames)
      }),
    )
  })
})

test('the first frames are taken out of a batch, the others move up', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 32 }), { maxLength: 20 }), fc.nat(20), (frames, taken) => {
      const batch = fill(new FrameBatch(20, 32), frames)
      const out = Math.min(taken, frames.length)
      batch.removeFirst(out)
      const rest = Array.from({ length: batch.count }, (_, i) =>
        batch.bytes.slice(batch.start(i), batch.start(i) + batch.lengths[i]!),
      )
      expect(rest).toEqual(frames.slice(out))
    }),
  )
})
