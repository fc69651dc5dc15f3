import { expect, test } from 'vitest'
import { littleEndian } from '../../libc/netlink-messages.ts'
import { DiagView, encodeRequest } from './inet-diag.ts'

test('a request asks for a family, a protocol and a set of states', () => {
  const request = encodeRequest(6, 6, [1, 10])
  expect(request).toHaveLength(56)
  expect([...request.subarray(0, 4)]).toEqual([10, 6, 0, 0])
  expect(new DataView(request.buffer).getUint32(4, littleEndian)).toBe(0b100_0000_0010)
})

test('reads a listening socket that takes IPv6 only', () => {
  const message = new DataView(new ArrayBuffer(80))
  message.setUint8(0, 10)
  message.setUint8(1, 10)
  message.setUint16(4, 8080)
  message.setUint8(8 + 15, 1)
  message.setUint32(40, 7, littleEndian)
  message.setUint32(56, 3, littleEndian)
  message.setUint32(60, 128, littleEndian)
  message.setUint32(64, 1000, littleEndian)
  message.setUint32(68, 4_000_000_000, littleEndian)
  message.setUint16(72, 5, littleEndian)
  message.setUint16(74, 11, littleEndian)
  message.setUint8(76, 1)
  const view = new DiagView()
  expect(view.at(message, 0, 80)).toBe(true)
  expect(view).toMatchObject({ family: 6, state: 10, port: 8080, device: 7, receiveQueue: 3, sendQueue: 128 })
  expect(view).toMatchObject({ uid: 1000, inode: 4_000_000_000 })
  expect([view.address, view.v6only]).toEqual(['::1', true])
})
