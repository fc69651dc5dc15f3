import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, uint8 } from './arbitraries.ts'
import { emitIpv6, type Ipv6Extension, Ipv6View, parseIpv6 } from './ipv6.ts'
import { extensions, tcpPacket, udpPacket } from './samples.ts'

const ofUnits = (types: readonly number[], unit: number, first: number) =>
  fc.record({
    type: fc.constantFrom(...types),
    body: fc.nat(5).chain((units) => bytesOf(first + units * unit)),
  })
const atomicFragment = fc.record({
  type: fc.constant(44),
  body: bytesOf(4).map((id) => Uint8Array.of(0, 0, ...id)),
})
const extension: fc.Arbitrary<Ipv6Extension> = fc.oneof(ofUnits([0, 43, 60], 8, 6), ofUnits([51], 4, 6), atomicFragment)

const header = fc.record({
  trafficClass: uint8,
  flowLabel: fc.nat(0xfffff),
  ttl: uint8,
  source: bytesOf(16),
  destination: bytesOf(16),
  extensions: fc.array(extension, { maxLength: 8 }),
  protocol: fc.constantFrom(6, 17, 58, 59, 99),
  payloadLength: fc.nat(600),
})

test('emit, then parse, is the identity', () => {
  fc.assert(
    fc.property(header, fc.nat(20), fc.nat(60), (value, at, padding) => {
      const bytes = new Uint8Array(2000)
      const length = emitIpv6(value, bytes, at)
      const end = at + length + value.payloadLength
      const view = new Ipv6View()
      expect(view.at(bytes, at, end + padding)).toBe(true)
      expect(parseIpv6(view)).toEqual(value)
      expect([view.payloadAt, view.payloadEnd]).toEqual([at + length, end])
      expect(view.at(bytes, at, end - 1)).toBe(false)
    }),
  )
})

const fragmentHeader = (offset: number, more: boolean): Ipv6Extension => ({
  type: 44,
  body: Uint8Array.of(offset >>> 5, (offset << 3) | Number(more), 0, 0, 0, 1),
})

test.each([
  ['the first of several', 0, true],
  ['a later one', 185, true],
  ['the last', 0x1fff, false],
])('fragments: %s', (_, offset, more) => {
  const bytes = udpPacket(6, undefined, { extensions: [fragmentHeader(offset, more)] })
  const view = new Ipv6View()
  expect(view.at(bytes, 0, bytes.length)).toBe(true)
  expect([view.fragmentOffset, view.moreFragments, view.protocol]).toEqual([offset, more, 17])
})

test('what stands in a later fragment is not taken for an extension header', () => {
  const bytes = udpPacket(6, undefined, { extensions: [fragmentHeader(1, false)] })
  bytes[40] = 60 // the fragment header says that destination options follow, and they did in the first fragment
  const view = new Ipv6View()
  expect(view.at(bytes, 0, bytes.length)).toBe(true)
  expect([view.payloadAt, view.protocol]).toEqual([48, 60])
})

test('a chain longer than anybody has need of is not followed', () => {
  const padding: Ipv6Extension = { type: 60, body: Uint8Array.of(1, 4, 0, 0, 0, 0) }
  for (const [count, expected] of [
    [8, true],
    [9, false],
  ] as const) {
    const bytes = tcpPacket(6, undefined, { extensions: Array(count).fill(padding) })
    expect(new Ipv6View().at(bytes, 0, bytes.length)).toBe(expected)
  }
})

test('a chain that leads beyond the packet', () => {
  const bytes = tcpPacket(6, undefined, { extensions: extensions.slice(0, 1) })
  bytes[41] = 200
  expect(new Ipv6View().at(bytes, 0, bytes.length)).toBe(false)
})
