import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, toBytes } from '../lib/address.ts'
import { bigints, normalise, numbers } from '../lib/intervals.ts'
import { EndpointIndex } from './endpoint-index.ts'
import { EndpointLookup } from './endpoint-lookup.ts'
import type { AddressRange, EndpointSlot, TargetSpace } from './types.ts'

const ports = fc.array(fc.tuple(fc.nat(65_535), fc.nat(900)), { minLength: 1, maxLength: 4 }).map((list) =>
  normalise(
    list.map(([first, more]) => ({ first, last: Math.min(65_535, first + more) })),
    numbers,
  ),
)

const blocks = (family: 4 | 6, width: bigint) =>
  fc.array(fc.tuple(fc.bigInt(0n, width), fc.bigInt(0n, 2n ** 20n)), { maxLength: 4 }).map((list) =>
    normalise(
      list.map(([first, more]) => ({ first, last: first + more > width ? width : first + more })),
      bigints,
    ).map((interval): AddressRange => ({ family, ...interval })),
  )

const spaces = fc
  .record({ v4: blocks(4, 2n ** 32n - 1n), v6: blocks(6, 2n ** 128n - 1n), tcp: ports, udp: ports })
  .map(({ v4, v6, tcp, udp }): TargetSpace => ({ addresses: [...v4, ...v6], tcp, udp }))
  .filter(({ addresses }) => addresses.length > 0)

const bytesOf = (text: string): Uint8Array => {
  const { family, value } = parseAddress(text)!
  return toBytes(family, value)
}

describe('endpoint → index', () => {
  it('is the inverse of EndpointIndex', () => {
    const slot: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
    const bytes = new Uint8Array(16)
    fc.assert(
      fc.property(spaces, fc.double({ min: 0, max: 1, noNaN: true }), (space, share) => {
        const index = new EndpointIndex(space)
        const lookup = new EndpointLookup(space)
        const wanted = Math.min(index.size - 1, Math.floor(share * index.size))
        index.at(wanted, slot)
        const length = index.addressBytes(slot.addressIndex, bytes)
        const addressIndex = lookup.addressIndexOf(bytes, 0, length)
        expect(addressIndex).toBe(slot.addressIndex)
        expect(lookup.indexOf(addressIndex, slot.transport, slot.port)).toBe(wanted)
      }),
    )
  })

  it('knows what is not of the space', () => {
    const space: TargetSpace = {
      addresses: [
        { family: 4, first: 10n, last: 20n },
        { family: 4, first: 30n, last: 30n },
      ],
      tcp: [
        { first: 22, last: 25 },
        { first: 80, last: 80 },
      ],
      udp: [],
    }
    const lookup = new EndpointLookup(space)
    const at = (value: bigint) => lookup.addressIndexOf(toBytes(4, value), 0, 4)
    expect([9n, 10n, 20n, 21n, 29n, 30n, 31n].map(at)).toEqual([-1, 0, 10, -1, -1, 11, -1])
    const port = (number: number) => lookup.indexOf(0, 'tcp', number)
    expect([21, 22, 25, 26, 79, 80, 81].map(port)).toEqual([-1, 0, 3, -1, -1, 4, -1])
    expect(lookup.indexOf(0, 'udp', 22)).toBe(-1)
    expect(lookup.addressIndexOf(bytesOf('::1'), 0, 16)).toBe(-1)
  })

  it('tells the same link-local address on two links apart by the zone', () => {
    const first = parseAddress('fe80::1')!.value
    const space: TargetSpace = {
      addresses: [
        { family: 6, first, last: first, zone: 'a' },
        { family: 6, first, last: first, zone: 'b' },
      ],
      tcp: [{ first: 1, last: 1 }],
      udp: [],
    }
    const lookup = new EndpointLookup(space)
    const bytes = bytesOf('fe80::1')
    expect(['a', 'b', undefined].map((zone) => lookup.addressIndexOf(bytes, 0, 16, zone))).toEqual([0, 1, -1])
  })
})
