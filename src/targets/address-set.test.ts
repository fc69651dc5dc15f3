import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../lib/address.ts'
import { AddressCollector, AddressSet } from './address-set.ts'
import type { AddressRange } from './types.ts'

// A small world: few addresses in each of IPv4, IPv6, two zones, and around the IPv4-mapped block.
const mapped = 0xffffn << 32n
const range = fc
  .tuple(fc.constantFrom('4', '6', 'mapped', '6%eth0', '6%eth1'), fc.bigInt(0n, 20n), fc.bigInt(0n, 6n))
  .map(([block, first, more]): AddressRange => {
    const base = block === 'mapped' ? mapped - 10n : 0n
    const zone = block.split('%')[1]
    return {
      family: block === '4' ? 4 : 6,
      first: base + first,
      last: base + first + more,
      ...(zone !== undefined && { zone }),
    }
  })
const ranges = fc.array(range, { maxLength: 10 })

function members(list: readonly AddressRange[]): string[] {
  const found = new Set<string>()
  for (const { family, first, last, zone } of list) {
    for (let value = first; value <= last; value++) {
      const isMapped = family === 6 && zone === undefined && value >> 32n === 0xffffn
      found.add(isMapped ? `4 ${value - mapped}` : `${family} ${value}${zone ? `%${zone}` : ''}`)
    }
  }
  return [...found].sort()
}

describe('AddressSet', () => {
  it('has the members of its ranges, each once', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const set = AddressSet.of(list)
        expect(members(set.ranges())).toEqual(members(list))
        expect(set.size).toBe(BigInt(members(list).length))
        expect(set.isEmpty).toBe(list.length === 0)
      }),
    )
  })

  it('minus and intersection: without a zone means in every zone', () => {
    fc.assert(
      fc.property(ranges, ranges, (from, take) => {
        const taken = new Set(members(take))
        const isTaken = (member: string) => taken.has(member) || taken.has(member.split('%')[0]!)
        const set = AddressSet.of(from)
        const other = AddressSet.of(take)
        expect(members(set.minus(other).ranges())).toEqual(members(from).filter((member) => !isTaken(member)))
        expect(members(set.plus(other).ranges())).toEqual(members([...from, ...take]))
        expect(members(set.intersection(other).ranges())).toEqual(members(from).filter(isTaken))
      }),
    )
  })

  it('puts IPv4 first, then IPv6, then zones by name', () => {
    const one = (text: string, zone?: string): AddressRange => {
      const { family, value } = parseAddress(text)!
      return { family, first: value, last: value, ...(zone !== undefined && { zone }) }
    }
    const order = AddressSet.of([one('fe80::1', 'eth1'), one('::1'), one('fe80::1', 'eth0'), one('10.0.0.1')]).ranges()
    expect(order.map(({ family, zone }) => `${family}${zone ?? ''}`)).toEqual(['4', '6', '6eth0', '6eth1'])
  })
})

it('the collector forgets what it already has', () => {
  const collector = new AddressCollector()
  for (let i = 0; i < 100_000; i++) collector.add([{ family: 4, first: BigInt(i % 1000), last: BigInt(i % 1000) }])
  expect(collector.set().ranges()).toEqual([{ family: 4, first: 0n, last: 999n }])
})

it('and refuses more separate ranges than it can keep', () => {
  const collector = new AddressCollector()
  const flood = () => {
    for (let i = 0; i <= 2 ** 20; i++) collector.add([{ family: 4, first: BigInt(i * 2), last: BigInt(i * 2) }])
    collector.set()
  }
  expect(flood).toThrow(/more than 1,048,576 separate ranges; scan them in parts/)
})
