import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, mac, uint16 } from './arbitraries.ts'
import { ArpView, emitArp, parseArp } from './arp.ts'
import { arpReply } from './samples.ts'

test('emit, then parse, is the identity', () => {
  const address = bytesOf(4)
  const message = fc.record({
    operation: uint16,
    senderMac: mac,
    senderAddress: address,
    targetMac: mac,
    targetAddress: address,
  })
  fc.assert(
    fc.property(message, fc.nat(20), (value, at) => {
      const bytes = new Uint8Array(64)
      const length = emitArp(value, bytes, at)
      const view = new ArpView()
      expect(view.at(bytes, at, at + length)).toBe(true)
      expect(parseArp(view)).toEqual(value)
    }),
  )
})

test.each([0, 2, 4, 5])('other kinds of addresses are not ours to read: byte %i differs', (at) => {
  const bytes = arpReply.slice()
  bytes[at] = bytes[at]! + 1
  expect(new ArpView().at(bytes, 0, bytes.length)).toBe(false)
})
