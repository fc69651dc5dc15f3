import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reasons } from '../model/unions.ts'
import { columnsOf, sightingAt } from '../probe/results/sightings.ts'
import { decodeResults, encodeResults, recordBytes } from './result-records.ts'

const addressCount = 1000
const sighting = fc.record({
  addressIndex: fc.nat(addressCount - 1),
  transport: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.nat(65_535),
  outcome: fc.nat(reasons.length - 1),
  rttMs: fc.oneof(fc.constant(Number.NaN), fc.float({ min: 0, max: 10_000, noNaN: true })),
  at: fc.integer({ min: 1, max: 8.64e15 }),
})

describe('a file of results', () => {
  it('gives back what was written, up to where it was cut off', () => {
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 50 }), fc.nat(), (sightings, cut) => {
        const bytes = encodeResults(columnsOf(sightings))
        const kept = bytes.subarray(0, cut % (bytes.length + 1))
        const columns = decodeResults(kept, addressCount)
        expect(columns.count).toBe(Math.floor(kept.length / recordBytes))
        const read = Array.from({ length: columns.count }, (_, i) => sightingAt(columns, i))
        expect(read).toEqual(sightings.slice(0, columns.count))
      }),
    )
  })

  it('of any bytes gives only what can be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(addressCount), (bytes, hosts) => {
        const { count, addressIndex, outcome, at } = decodeResults(Buffer.from(bytes), hosts)
        expect(count).toBeLessThanOrEqual(bytes.length / recordBytes)
        expect([...addressIndex].every((host) => Number.isInteger(host) && host < hosts)).toBe(true)
        expect([...outcome].every((each) => reasons[each] !== undefined)).toBe(true)
        expect([...at].every((each) => !Number.isNaN(new Date(each).getTime()))).toBe(true)
      }),
    )
  })

  it('ends where a loss of power left zeros, however many', () => {
    const bytes = encodeResults(
      columnsOf([{ addressIndex: 1, transport: 'tcp', port: 80, outcome: 0, rttMs: 1, at: 1 }]),
    )
    expect(decodeResults(Buffer.concat([bytes, Buffer.alloc(2 ** 22)]), addressCount).count).toBe(1)
  })
})
