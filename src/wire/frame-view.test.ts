import { describe, expect, test } from 'vitest'
import {
  ARP,
  ECHO_REPLY,
  ECHO_REQUEST,
  type FrameKind,
  FrameView,
  ICMP_ERROR,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_SOLICITATION,
  OTHER,
  TCP,
  UDP,
} from './frame-view.ts'
import { ICMP4_ECHO_REQUEST, ICMP4_PARAMETER_PROBLEM, ICMP4_TIME_EXCEEDED, ICMP4_UNREACHABLE } from './icmp4.ts'
import {
  ICMP6_ECHO_REQUEST,
  ICMP6_PACKET_TOO_BIG,
  ICMP6_PARAMETER_PROBLEM,
  ICMP6_TIME_EXCEEDED,
  ICMP6_UNREACHABLE,
} from './icmp6.ts'
import { parseNdp } from './ndp.ts'
import {
  addresses,
  advertisement,
  arpReply,
  echoReply,
  extensions,
  frame,
  icmpPacket,
  ndpPacket,
  packet,
  reply,
  solicitation,
  synAck,
  tags,
  tcpPacket,
  udpPacket,
  unreachable,
} from './samples.ts'
import { parseTcp } from './tcp.ts'
import { parseUdp } from './udp.ts'

const view = new FrameView()
const kindOf = (bytes: Uint8Array): FrameKind => view.at(bytes, 0, bytes.length, 'ip')

describe.each([4, 6] as const)('IPv%i', (family) => {
  const echo = echoReply(family)
  const request = { ...echo, type: family === 4 ? ICMP4_ECHO_REQUEST : ICMP6_ECHO_REQUEST }
  const packets: readonly (readonly [string, FrameKind, Uint8Array])[] = [
    ['TCP', TCP, tcpPacket(family)],
    ['UDP', UDP, udpPacket(family)],
    ['echo reply', ECHO_REPLY, icmpPacket(family, echo)],
    ['echo request', ECHO_REQUEST, icmpPacket(family, request)],
    ['error about TCP', ICMP_ERROR, icmpPacket(family, unreachable(family, tcpPacket(family).slice(0, -20)))],
    ['error about UDP', ICMP_ERROR, icmpPacket(family, unreachable(family, udpPacket(family)))],
    ['error that quotes too little', OTHER, icmpPacket(family, unreachable(family, tcpPacket(family).slice(0, -33)))],
    ['echo reply with a code', OTHER, icmpPacket(family, { ...echo, code: 1 })],
    ['redirect, or node information', OTHER, icmpPacket(family, { ...echo, type: family === 4 ? 5 : 139 })],
    ['another protocol', OTHER, packet(family, 132, () => 20)],
    ["the other family's ICMP", OTHER, packet(family, family === 4 ? 58 : 1, () => 20)],
  ]

  test.each(packets)('%s, on every link', (_, kind, bytes) => {
    const { ours, theirs } = addresses[family]
    const shifted = new Uint8Array(bytes.length + 100)
    shifted.set(bytes, 50)
    const looks: readonly (readonly [Uint8Array, number, number, 'ip' | 'ethernet'])[] = [
      [bytes, 0, bytes.length, 'ip'],
      [shifted, 50, 50 + bytes.length, 'ip'],
      [frame(bytes), 0, bytes.length + 14, 'ethernet'],
      [frame(bytes, tags), 0, bytes.length + 22, 'ethernet'],
    ]
    for (const [all, start, end, layer] of looks) {
      expect(view.at(all, start, end, layer)).toBe(kind)
      if (kind === OTHER) continue
      expect([view.family, view.ttl, view.verify()]).toEqual([family, 64, true])
      expect(all.slice(view.sourceAt, view.sourceAt + theirs.length)).toEqual(theirs)
      expect(all.slice(view.destinationAt, view.destinationAt + ours.length)).toEqual(ours)
    }
  })

  test('the padding of a short Ethernet frame is no payload', () => {
    for (const bytes of [tcpPacket(family, { ...synAck, flags: 4, options: {} }), udpPacket(family)]) {
      const padded = new Uint8Array(60 + 40).fill(0xee)
      padded.set(frame(bytes))
      const kind = view.at(padded, 0, padded.length, 'ethernet')
      if (kind === TCP) expect(parseTcp(view.tcp).payload).toEqual(new Uint8Array(0))
      else expect(parseUdp(view.udp)).toEqual(reply)
      expect(view.verify()).toBe(true)
    }
  })

  test('what the views show', () => {
    expect(kindOf(tcpPacket(family))).toBe(TCP)
    expect(parseTcp(view.tcp)).toEqual(synAck)
    expect(kindOf(icmpPacket(family, unreachable(family, tcpPacket(family))))).toBe(ICMP_ERROR)
    expect([view.quoted.tcpSequence, view.quoted.destinationPort]).toEqual([synAck.sequence, synAck.destinationPort])
    expect(kindOf(icmpPacket(family, echo))).toBe(ECHO_REPLY)
    expect([view.icmp.id, view.icmp.sequence]).toEqual([0x1234, 7])
  })

  test('any bit that is turned over breaks the checksum', () => {
    for (const bytes of [tcpPacket(family), udpPacket(family), icmpPacket(family, echo)]) {
      const at = bytes.length - 1
      bytes[at] = bytes[at]! ^ 4
      expect(kindOf(bytes)).not.toBe(OTHER)
      expect(view.verify()).toBe(false)
    }
  })
})

test('neighbours: ARP', () => {
  const bytes = frame(arpReply)
  expect(view.at(bytes, 0, bytes.length, 'ethernet')).toBe(ARP)
  expect(bytes.slice(view.sourceAt, view.sourceAt + 4)).toEqual(addresses[4].theirs)
  expect(bytes.slice(view.destinationAt, view.destinationAt + 4)).toEqual(addresses[4].ours)
})

test('neighbours: NDP, from this link only (RFC 4861 §7.1)', () => {
  expect(kindOf(ndpPacket(advertisement))).toBe(NEIGHBOUR_ADVERTISEMENT)
  expect(parseNdp(view.ndp)).toEqual(advertisement)
  expect(kindOf(ndpPacket(solicitation))).toBe(NEIGHBOUR_SOLICITATION)
  expect(view.verify()).toBe(true)
  expect(kindOf(ndpPacket(advertisement, { ttl: 254 }))).toBe(OTHER)
})

test('behind extension headers', () => {
  expect(kindOf(tcpPacket(6, synAck, { extensions }))).toBe(TCP)
  expect(parseTcp(view.tcp)).toEqual(synAck)
})

test('fragments: the first of a long datagram is an answer, the others are not', () => {
  const whole = udpPacket(4, { ...reply, payload: new Uint8Array(1000) })
  const first = whole.slice(0, 20 + 256)
  first.set([first.length >>> 8, first.length & 0xff], 2)
  first[6] = 0x20 // more fragments
  expect(kindOf(first)).toBe(UDP)
  expect([view.udp.length, parseUdp(view.udp).payload.length]).toEqual([1008, 248])
  first[6] = 0
  expect(kindOf(first)).toBe(OTHER)
  expect(kindOf(udpPacket(4, reply, { fragmentOffset: 1 }))).toBe(OTHER)
})

test('a UDP datagram without a checksum is right in IPv4 alone', () => {
  for (const family of [4, 6] as const) {
    const bytes = udpPacket(family)
    bytes.fill(0, bytes.length - 5 - 2, bytes.length - 5)
    expect(kindOf(bytes)).toBe(UDP)
    expect(view.verify()).toBe(family === 4)
  }
})

test.each([
  [4, [ICMP4_UNREACHABLE, ICMP4_TIME_EXCEEDED, ICMP4_PARAMETER_PROBLEM]],
  [6, [ICMP6_UNREACHABLE, ICMP6_PACKET_TOO_BIG, ICMP6_TIME_EXCEEDED, ICMP6_PARAMETER_PROBLEM]],
] as const)('the types of errors in IPv%i', (family, errors) => {
  const body = tcpPacket(family)
  const types = Array.from({ length: 256 }, (_, type) => type)
  const found = types.filter((type) => kindOf(icmpPacket(family, { type, code: 0, rest: 0, body })) === ICMP_ERROR)
  expect(found).toEqual(errors)
})

test('an EtherType that names the other family', () => {
  const bytes = frame(tcpPacket(4))
  bytes.set([0x86, 0xdd], 12)
  expect(view.at(bytes, 0, bytes.length, 'ethernet')).toBe(OTHER)
})
