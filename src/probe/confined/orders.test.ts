import { expect, test } from 'vitest'
import { FrameReader } from '../../confined/frames.ts'
import { encodeHeard, mostOrderBytes } from './orders.ts'

const range = (_: unknown, i: number) => ({
  family: 4,
  first: 2n ** 31n + 2n * BigInt(i),
  last: 2n ** 31n + 2n * BigInt(i),
})

test('an order of the hosts of a /8 of which every other one is there is taken', () => {
  const bytes = encodeHeard({
    kind: 'order',
    order: { addresses: Array.from({ length: 1024 }, range) } as never,
  }).length
  expect(bytes * (2 ** 23 / 1024)).toBeLessThan(mostOrderBytes)
  const header = new Uint8Array(4)
  new DataView(header.buffer).setUint32(0, mostOrderBytes + 1, true)
  expect(() => new FrameReader(mostOrderBytes).push(header)).toThrow(RangeError)
})
