import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RouteBlockCache } from './route-block-cache.ts'

it('gives what was set last for the block and the span, or nothing', () => {
  const cache = new RouteBlockCache()
  const set = new Map<string, number>()
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  )
  fc.assert(
    fc.property(address, fc.nat(3), fc.integer({ min: 1, max: 1000 }), (bytes, span, value) => {
      const length = bytes.length === 4 ? 4 : 16
      const key = `${length}/${span}/${bytes.subarray(0, length === 4 ? 3 : 8)}`
      expect([0, set.get(key) ?? 0]).toContain(cache.get(bytes, length, span))
      cache.set(bytes, length, span, value)
      set.set(key, value)
      const neighbour = bytes.slice()
      neighbour[length - 1]! ^= 0x55
      expect(cache.get(neighbour, length, span)).toBe(value)
    }),
  )
})
