import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesUpTo, uint16 } from './arbitraries.ts'
import { reply, written } from './samples.ts'
import { emitUdp, parseUdp, UdpView } from './udp.ts'

test('emit, then parse, is the identity', () => {
  const datagram = fc.record({ sourcePort: uint16, destinationPort: uint16, payload: bytesUpTo(300) })
  fc.assert(
    fc.property(datagram, fc.nat(20), fc.nat(20), (value, at, padding) => {
      const bytes = new Uint8Array(400)
      const end = at + emitUdp(value, bytes, at)
      const view = new UdpView()
      expect(view.at(bytes, at, end + padding)).toBe(true)
      expect(parseUdp(view)).toEqual(value)
      expect(view.at(bytes, at, end - 1)).toBe(false)
    }),
  )
})

test('of a datagram that goes on in the next fragment, the header can be read', () => {
  const bytes = written((bytes, at) => emitUdp(reply, bytes, at))
  const view = new UdpView()
  expect(view.headerAt(bytes, 0, 10)).toBe(true)
  expect([view.length, parseUdp(view).payload]).toEqual([13, Uint8Array.of(1, 2)])
})

test('a length shorter than the header', () => {
  const bytes = written((bytes, at) => emitUdp(reply, bytes, at))
  bytes[5] = 7
  expect(new UdpView().at(bytes, 0, bytes.length)).toBe(false)
})
