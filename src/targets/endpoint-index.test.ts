import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress, toBytes } from '../lib/address.ts'
import { bigints, normalise, numbers } from '../lib/intervals.ts'
import { EndpointIndex } from './endpoint-index.ts'
import type { AddressRange, EndpointSlot, TargetSpace } from './types.ts'

const slot = (): EndpointSlot => ({ addressIndex: -1, family: 4, transport: 'tcp', port: -1 })

function range(first: string, last: string, zone?: string): AddressRange {
  const { family, value } = parseAddress(first)!
  return { family, first: value, last: parseAddress(last)!.value, ...(zone !== undefined && { zone }) }
}

const ports = fc.array(fc.tuple(fc.nat(65_535), fc.nat(5)), { maxLength: 4 }).map((list) =>
  normalise(
    list.map(([first, more]) => ({ first, last: Math.min(65_535, first + more) })),
    numbers,
  ),
)

const blocks = (family: 4 | 6, width: bigint) =>
  fc.array(fc.tuple(fc.bigInt(0n, width), fc.bigInt(0n, 5n)), { maxLength: 4 }).map((list) =>
    normalise(
      list.map(([first, more]) => ({ first, last: first + more > width ? width : first + more })),
      bigints,
    ).map((interval): AddressRange => ({ family, ...interval })),
  )

const spaces = fc
  .record({ v4: blocks(4, 2n ** 32n - 1n), v6: blocks(6, 2n ** 128n - 1n), tcp: ports, udp: ports })
  .map(({ v4, v6, tcp, udp }): TargetSpace => ({ addresses: [...v4, ...v6], tcp, udp }))

/** The list that the index is never to make. */
function everyEndpoint({ addresses, tcp, udp }: TargetSpace): string[] {
  const list: string[] = []
  for (const { family, first, last } of addresses) {
    for (let value = first; value <= last; value++) {
      for (const [transport, ranges] of [
        ['tcp', tcp],
        ['udp', udp],
      ] as const) {
        for (const { first: low, last: high } of ranges) {
          for (let port = low; port <= high; port++) list.push(`${formatAddress(family, value)} ${transport} ${port}`)
        }
      }
    }
  }
  return list
}

describe('index → endpoint', () => {
  it('gives every endpoint of the space once, in order', () => {
    fc.assert(
      fc.property(spaces, (space) => {
        const index = new EndpointIndex(space)
        const out = slot()
        const bytes = new Uint8Array(16)
        const seen: string[] = []
        let wrong = 0
        for (let i = 0; i < index.size; i++) {
          index.at(i, out)
          const text = index.addressText(out.addressIndex)
          const length = index.addressBytes(out.addressIndex, bytes)
          const { family, value } = parseAddress(text)!
          wrong += Number(
            family !== out.family || !Buffer.from(toBytes(family, value)).equals(bytes.subarray(0, length)),
          )
          seen.push(`${text} ${out.transport} ${out.port}`)
        }
        expect(wrong).toBe(0)
        expect(seen).toEqual(everyEndpoint(space))
      }),
      { numRuns: 60 },
    )
  })

  it('0.0.0.0/0 × 65,535 ports: the first and the last endpoint, from four numbers', () => {
    const index = new EndpointIndex({
      addresses: [range('0.0.0.0', '255.255.255.255')],
      tcp: [{ first: 1, last: 65_535 }],
      udp: [],
    })
    const out = slot()
    expect(index.size).toBe(2 ** 32 * 65_535)
    index.at(index.size - 1, out)
    expect([index.addressText(out.addressIndex), out.port]).toEqual(['255.255.255.255', 65_535])
    index.at(65_535, out)
    expect([index.addressText(out.addressIndex), out.port]).toEqual(['0.0.0.1', 1])
  })

  it('divides exactly up to 2^53', () => {
    const index = new EndpointIndex({
      addresses: [range('2001:db8::', '2001:db8::1:ffff:ffff')],
      tcp: [{ first: 1, last: 65_535 }],
      udp: Array.from({ length: 1000 }, (_, i) => ({ first: i * 3, last: i * 3 })),
    })
    const portCount = BigInt(index.portCount)
    const out = slot()
    fc.assert(
      fc.property(fc.bigInt(0n, BigInt(index.addressCount) - 1n), fc.constantFrom(-1n, 0n, 1n), (address, step) => {
        const at = address * portCount + step
        fc.pre(at >= 0n)
        index.at(Number(at), out)
        expect(BigInt(out.addressIndex)).toBe(at / portCount)
      }),
    )
  })

  it('carries through all four words of an IPv6 address', () => {
    const index = new EndpointIndex({
      addresses: [range('::ffff:ffff:ffff:fffe', '::1:0:0:0:1')],
      tcp: [{ first: 1, last: 1 }],
      udp: [],
    })
    expect([0, 1, 2, 3].map((i) => index.addressText(i))).toEqual([
      '::ffff:ffff:ffff:fffe',
      '::ffff:ffff:ffff:ffff',
      '0:0:0:1::',
      '::1:0:0:0:1',
    ])
  })

  it('adds exactly when there are 2^53 addresses from an odd one on', () => {
    const index = new EndpointIndex({
      addresses: [range('2001:db8::7', '2001:db8::20:0:0:6')],
      tcp: [{ first: 80, last: 80 }],
      udp: [],
    })
    expect(index.size).toBe(2 ** 53)
    const texts = [0, 2 ** 53 - 4, 2 ** 53 - 3, 2 ** 53 - 2, 2 ** 53 - 1].map((i) => index.addressText(i))
    expect(texts).toEqual([7, 3, 4, 5, 6].map((last, i) => `2001:db8::${i === 0 ? '' : '20:0:0:'}${last}`))
  })

  it('keeps zones apart', () => {
    const index = new EndpointIndex({
      addresses: [
        range('10.0.0.1', '10.0.0.1'),
        range('fe80::1', 'fe80::2', 'eth0'),
        range('fe80::1', 'fe80::1', 'eth1'),
      ],
      tcp: [{ first: 22, last: 22 }],
      udp: [],
    })
    expect([0, 1, 2, 3].map((i) => index.addressText(i))).toEqual([
      '10.0.0.1',
      'fe80::1%eth0',
      'fe80::2%eth0',
      'fe80::1%eth1',
    ])
    expect([0, 1, 3].map((i) => index.zone(i))).toEqual([undefined, 'eth0', 'eth1'])
  })
})

describe('refuses', () => {
  const tcp = [{ first: 1, last: 65_535 }]
  it.each([
    ['IPv6 before IPv4', [range('::1', '::1'), range('1.1.1.1', '1.1.1.1')]],
    ['overlap', [range('1.1.1.1', '1.1.1.9'), range('1.1.1.9', '1.1.1.10')]],
    ['backwards', [range('1.1.1.9', '1.1.1.1')]],
    ['more than 2^53', [range('2001:db8::', '2001:db8::ffff:ffff:ffff:ffff')]],
  ])('%s', (_, addresses) => {
    expect(() => new EndpointIndex({ addresses, tcp, udp: [] })).toThrow(RangeError)
  })

  it('ports out of order, and an index beyond the end', () => {
    const addresses = [range('1.1.1.1', '1.1.1.1')]
    expect(() => new EndpointIndex({ addresses, tcp: [{ first: 2, last: 1 }], udp: [] })).toThrow(RangeError)
    expect(() => new EndpointIndex({ addresses, tcp, udp: [] }).at(65_535, slot())).toThrow(RangeError)
    expect(() => new EndpointIndex({ addresses, tcp, udp: [] }).addressText(1)).toThrow(RangeError)
  })
})
