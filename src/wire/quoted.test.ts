import { describe, expect, test } from 'vitest'
import { QuotedView } from './quoted.ts'
import { addresses, echoReply, extensions, icmpPacket, packet, reply, synAck, tcpPacket, udpPacket } from './samples.ts'

describe.each([4, 6] as const)('IPv%i', (family) => {
  const transportAt = family === 4 ? 20 : 40
  const { ours, theirs } = addresses[family]
  const quoted = (bytes: Uint8Array) => {
    const view = new QuotedView()
    expect(view.at(bytes, 0, bytes.length, family)).toBe(true)
    expect(view.family).toBe(family)
    expect(bytes.slice(view.sourceAt, view.sourceAt + theirs.length)).toEqual(theirs)
    expect(bytes.slice(view.destinationAt, view.destinationAt + ours.length)).toEqual(ours)
    return view
  }

  test('8 bytes of TCP have the ports and the sequence number', () => {
    const view = quoted(tcpPacket(family).slice(0, transportAt + 8))
    expect([view.protocol, view.sourcePort, view.destinationPort]).toEqual([
      6,
      synAck.sourcePort,
      synAck.destinationPort,
    ])
    expect(view.tcpSequence).toBe(synAck.sequence)
  })

  test('8 bytes of UDP have the ports and the length', () => {
    const view = quoted(udpPacket(family).slice(0, transportAt + 8))
    expect([view.protocol, view.sourcePort, view.destinationPort]).toEqual([
      17,
      reply.sourcePort,
      reply.destinationPort,
    ])
    expect(view.udpLength).toBe(13)
  })

  test('8 bytes of an echo have identifier and sequence number', () => {
    const view = quoted(icmpPacket(family, echoReply(family)).slice(0, transportAt + 8))
    expect([view.icmpType, view.icmpId, view.icmpSequence]).toEqual([echoReply(family).type, 0x1234, 7])
  })

  test('7 bytes are too few', () => {
    expect(new QuotedView().at(tcpPacket(family), 0, transportAt + 7, family)).toBe(false)
  })

  test('another protocol', () => {
    const bytes = packet(family, 132, (bytes, at) => bytes.fill(0, at, at + 8) && 8)
    expect(new QuotedView().at(bytes, 0, bytes.length, family)).toBe(false)
  })

  test('a packet of the other family', () => {
    const bytes = tcpPacket(family === 4 ? 6 : 4)
    expect(new QuotedView().at(bytes, 0, bytes.length, family)).toBe(false)
  })
})

test('behind extension headers, and not when these are cut off', () => {
  const bytes = tcpPacket(6, synAck, { extensions })
  const view = new QuotedView()
  const transportAt = bytes.length - 40
  expect(view.at(bytes, 0, transportAt + 8, 6)).toBe(true)
  expect(view.tcpSequence).toBe(synAck.sequence)
  expect(view.at(bytes, 0, transportAt - 20, 6)).toBe(false)
})

test('a fragment other than the first quotes no transport', () => {
  const later = tcpPacket(4, synAck, { fragmentOffset: 10 })
  expect(new QuotedView().at(later, 0, later.length, 4)).toBe(false)
})
