import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, uint8, uint16 } from './arbitraries.ts'
import { emitIpv4, Ipv4View, parseIpv4 } from './ipv4.ts'
import { tcpPacket } from './samples.ts'

const header = fc.record({
  trafficClass: uint8,
  id: uint16,
  dontFragment: fc.boolean(),
  moreFragments: fc.boolean(),
  fragmentOffset: fc.nat(0x1fff),
  ttl: uint8,
  protocol: uint8,
  source: bytesOf(4),
  destination: bytesOf(4),
  options: fc.nat(10).chain((words) => bytesOf(words * 4)),
  payloadLength: fc.nat(600),
})

test('emit, then parse, is the identity, and the checksum holds', () => {
  fc.assert(
    fc.property(header, fc.nat(20), fc.nat(60), (value, at, padding) => {
      const bytes = new Uint8Array(800)
      const length = emitIpv4(value, bytes, at)
      const end = at + length + value.payloadLength
      const view = new Ipv4View()
      expect(view.at(bytes, at, end + padding)).toBe(true)
      expect(parseIpv4(view)).toEqual(value)
      expect([view.payloadAt, view.payloadEnd, view.verify()]).toEqual([at + length, end, true])
      expect(view.at(bytes, at, end - 1)).toBe(false)
    }),
  )
})

test('of a packet that is cut off behind its header, the header can be read', () => {
  const bytes = tcpPacket(4)
  const view = new Ipv4View()
  expect(view.headerAt(bytes, 0, 28)).toBe(true)
  expect([view.totalLength, view.payloadEnd]).toEqual([bytes.length, 28])
})

test.each([
  ['another version', 0, 0x55],
  ['a header shorter than 20 bytes', 0, 0x44],
  ['a packet shorter than its header', 3, 19],
])('%s', (_, at, value) => {
  const bytes = tcpPacket(4)
  bytes[at] = value
  expect(new Ipv4View().at(bytes, 0, bytes.length)).toBe(false)
})
