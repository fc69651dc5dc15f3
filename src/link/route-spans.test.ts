import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RouteSpans } from './route-spans.ts'

const bit = (bytes: Uint8Array, i: number) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1

function holds(network: { bytes: Uint8Array; bits: number }, address: Uint8Array): boolean {
  for (let i = 0; i < network.bits; i++) if (bit(network.bytes, i) !== bit(address, i)) return false
  return true
}

/** Bytes of few values, so that networks nest and addresses hit them. */
const address = (width: number) =>
  fc
    .array(fc.constantFrom(0, 1, 127, 128, 255), { minLength: width, maxLength: width })
    .map((bytes) => Uint8Array.from(bytes))

describe('RouteSpans', () => {
  it.each([4, 16] as const)('addresses of %d bytes in one span lie in the same networks, in order', (width) => {
    const network = fc.record({ bytes: address(width), bits: fc.nat(width * 8) })
    fc.assert(
      fc.property(
        fc.array(network, { maxLength: 12 }),
        fc.array(address(width), { minLength: 2 }),
        (all, addresses) => {
          const spans = new RouteSpans(width, all)
          expect(spans.count).toBeLessThanOrEqual(2 * all.length + 1)
          const sorted = addresses.toSorted(Buffer.compare)
          sorted.slice(1).forEach((later, i) => {
            const [first, second] = [spans.find(sorted[i]!), spans.find(later)]
            expect(second).toBeGreaterThanOrEqual(first)
            if (first !== second) return
            for (const each of all) expect(holds(each, later)).toBe(holds(each, sorted[i]!))
          })
        },
      ),
    )
  })

  it('cuts at both ends of a network, and leaves out what is none of its width', () => {
    const spans = new RouteSpans(4, [
      { bytes: Uint8Array.of(10, 0, 0, 0), bits: 8 },
      { bytes: new Uint8Array(16), bits: 64 },
      { bytes: Uint8Array.of(1, 2, 3, 4), bits: 33 },
    ])
    const find = (...bytes: number[]) => spans.find(Uint8Array.from(bytes))
    expect(spans.count).toBe(3)
    expect([find(9, 255, 255, 255), find(10, 0, 0, 0), find(10, 255, 255, 255), find(11, 0, 0, 0)]).toEqual([
      0, 1, 1, 2,
    ])
  })
})
