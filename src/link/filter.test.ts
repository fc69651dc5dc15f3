import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runBpf } from '../../test/bpf-interpreter.ts'
import { ethernetFrame, ipv4Packet, ipv6Packet, tcpReset } from '../../test/frames.ts'
import { answerFilter } from './filter.ts'

const ports = [
  { first: 40_000, last: 40_999 },
  { first: 50_000, last: 50_000 },
]
const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd, arp: 0x0806 }
const inside = tcpReset(40_500)
const outside = tcpReset(41_000)
const icmp = (type: number) => Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0)
const arp = (operation: number) => Uint8Array.of(0, 1, 8, 0, 6, 4, 0, operation, ...new Array<number>(20).fill(0))

type Name = keyof typeof etherTypes
const rows: readonly (readonly [string, Name, Uint8Array, boolean])[] = [
  ['TCP to a port of ours', 'ipv4', ipv4Packet({ payload: inside }), true],
  ['TCP to another port', 'ipv4', ipv4Packet({ payload: outside }), false],
  ['TCP after options', 'ipv4', ipv4Packet({ payload: inside, options: new Uint8Array(8) }), true],
  ['TCP to another port after options', 'ipv4', ipv4Packet({ payload: outside, options: new Uint8Array(8) }), false],
  ['UDP to a port of ours', 'ipv4', ipv4Packet({ payload: inside, protocol: 17 }), true],
  ['the first fragment', 'ipv4', ipv4Packet({ payload: inside, fragment: 0x2000 }), true],
  ['a later fragment', 'ipv4', ipv4Packet({ payload: inside, fragment: 0x2001 }), false],
  ['SCTP', 'ipv4', ipv4Packet({ payload: inside, protocol: 132 }), false],
  ['ICMP echo reply', 'ipv4', ipv4Packet({ payload: icmp(0), protocol: 1 }), true],
  ['ICMP unreachable', 'ipv4', ipv4Packet({ payload: icmp(3), protocol: 1 }), true],
  ['ICMP time exceeded', 'ipv4', ipv4Packet({ payload: icmp(11), protocol: 1 }), true],
  ['ICMP echo request', 'ipv4', ipv4Packet({ payload: icmp(8), protocol: 1 }), false],
  ['TCP over IPv6', 'ipv6', ipv6Packet({ payload: inside }), true],
  ['TCP over IPv6 to another port', 'ipv6', ipv6Packet({ payload: outside }), false],
  ['UDP over IPv6', 'ipv6', ipv6Packet({ payload: inside, protocol: 17 }), true],
  ['a hop-by-hop header', 'ipv6', ipv6Packet({ payload: outside, protocol: 0 }), true],
  ['a fragment header', 'ipv6', ipv6Packet({ payload: outside, protocol: 44 }), true],
  ['ICMPv6 unreachable', 'ipv6', ipv6Packet({ payload: icmp(1), protocol: 58 }), true],
  ['ICMPv6 echo reply', 'ipv6', ipv6Packet({ payload: icmp(129), protocol: 58 }), true],
  ['ICMPv6 echo request', 'ipv6', ipv6Packet({ payload: icmp(128), protocol: 58 }), false],
  ['neighbour advertisement', 'ipv6', ipv6Packet({ payload: icmp(136), protocol: 58 }), true],
  ['router advertisement', 'ipv6', ipv6Packet({ payload: icmp(134), protocol: 58 }), false],
  ['SCTP over IPv6', 'ipv6', ipv6Packet({ payload: inside, protocol: 132 }), false],
  ['ARP reply', 'arp', arp(2), true],
  ['ARP request', 'arp', arp(1), false],
]

describe.each([
  ['after an Ethernet header', 14, (name: Name, packet: Uint8Array) => ethernetFrame(etherTypes[name], packet)],
  ['without a header', 0, (_: Name, packet: Uint8Array) => packet],
] as const)('%s', (_, networkOffset, frame) => {
  const program = answerFilter(ports, networkOffset)
  const lets = (name: Name, packet: Uint8Array, direction = 0) =>
    runBpf(program, frame(name, packet), { protocol: etherTypes[name], direction }) > 0

  test.each(rows)('%s', (_, name, packet, expected) => {
    expect(lets(name, packet)).toBe(expected)
    expect(lets(name, packet, 4), 'what we send ourselves').toBe(false)
  })

  test('exactly the ports of the ranges', () => {
    for (const port of [0, 39_999, 40_000, 40_999, 41_000, 49_999, 50_000, 50_001, 65_535]) {
      const expected = (port >= 40_000 && port <= 40_999) || port === 50_000
      expect(lets('ipv4', ipv4Packet({ payload: tcpReset(port) })), `${port}`).toBe(expected)
      expect(lets('ipv6', ipv6Packet({ payload: tcpReset(port) })), `${port}`).toBe(expected)
    }
  })

  test('whatever the frame, the program comes to an end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(0x0800, 0x86dd, 0x0806, 0x8100, 0),
        (bytes, protocol) => {
          expect([0, 262_144]).toContain(runBpf(program, bytes, { protocol, direction: 0 }))
        },
      ),
    )
  })
})

test('other protocols than IP and ARP are not let in', () => {
  const frame = ethernetFrame(0x88cc, ipv4Packet({ payload: inside }))
  expect(runBpf(answerFilter(ports, 14), frame, { protocol: 0x88cc, direction: 0 })).toBe(0)
})

test('any ranges: those ports and no others', () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 3000 }))
    .map(([first, length]) => ({
      first,
      last: Math.min(65_535, first + length),
    }))
  fc.assert(
    fc.property(fc.array(range, { maxLength: 50 }), fc.integer({ min: 0, max: 65_535 }), (ranges, port) => {
      const packet = ipv4Packet({ payload: tcpReset(port) })
      const letIn = runBpf(answerFilter(ranges, 0), packet, { protocol: 0x0800, direction: 0 }) > 0
      expect(letIn).toBe(ranges.some(({ first, last }) => port >= first && port <= last))
    }),
  )
})

test('more than 50 separate ranges are refused', () => {
  const ranges = Array.from({ length: 51 }, (_, i) => ({ first: i * 10, last: i * 10 }))
  expect(() => answerFilter(ranges, 14)).toThrow(RangeError)
})
