import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Prefix, prefixTable } from './distance-table.ts'

type Entry = Prefix & { value: number }

/** What the kernel would do: look at every prefix, keep the longest that holds the address, the first of equals. */
function longestMatch(address: Uint8Array, entries: readonly Entry[]): number {
  const bit = (bytes: Uint8Array, i: number) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1
  let best: Entry | undefined
  for (const entry of entries) {
    let holds = true
    for (let i = 0; i < entry.bits; i++) holds &&= bit(entry.bytes, i) === bit(address, i)
    if (holds && (best === undefined || entry.bits > best.bits)) best = entry
  }
  return best?.value ?? 0
}

/** Bytes of few values, so that prefixes nest and addresses hit them. */
const addressOf = (width: number) =>
  fc
    .array(fc.constantFrom(0, 1, 10, 127, 128, 254, 255), { minLength: width, maxLength: width })
    .map((bytes) => Uint8Array.from(bytes))

describe('prefixTable', () => {
  it.each([4, 16] as const)('finds the longest prefix among those of %d bytes', (width) => {
    const entry = fc.record({ bytes: addressOf(width), bits: fc.nat(width * 8), value: fc.integer({ min: 1, max: 3 }) })
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.array(addressOf(width), { minLength: 1 }),
        (entries, addresses) => {
          const table = prefixTable(width, entries)
          for (const address of [...addresses, ...entries.map(({ bytes }) => bytes)]) {
            expect(table.find(address)).toBe(longestMatch(address, entries))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('finds nothing in an empty table', () => expect(prefixTable(4, []).find(Uint8Array.of(1, 2, 3, 4))).toBe(0))

  it('leaves out prefixes of another family and impossible lengths', () => {
    const table = prefixTable(4, [
      { bytes: new Uint8Array(16), bits: 0, value: 1 },
      { bytes: new Uint8Array(4), bits: 33, value: 1 },
    ])
    expect(table.find(Uint8Array.of(0, 0, 0, 0))).toBe(0)
  })
})
