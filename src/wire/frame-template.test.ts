import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AckTemplate } from './ack-template.ts'
import { bytesOf, bytesUpTo, uint16, uint32 } from './arbitraries.ts'
import { EchoTemplate } from './echo-template.ts'
import type { FramePath } from './frame-template.ts'
import { ECHO_REQUEST, FrameView, TCP, UDP } from './frame-view.ts'
import { addresses, macs } from './samples.ts'
import { SynTemplate } from './syn-template.ts'
import { parseTcp, TCP_ACK, TCP_SYN } from './tcp.ts'
import { parseUdp } from './udp.ts'
import { UdpTemplate } from './udp-template.ts'

const slotSize = 2048

describe.each(([4, 6] as const).flatMap((family) => (['ethernet', 'ip'] as const).map((layer) => ({ family, layer }))))(
  'IPv$family on $layer',
  ({ family, layer }) => {
    const source = addresses[family].ours
    const path: FramePath = {
      macs: layer === 'ip' ? null : { source: macs.ours, nextHop: macs.theirs },
      source,
      mtu: 1500,
    }
    const destination = bytesOf(source.length)

    /** Reads what stands in a slot, and expects what is the same for all templates. */
    function seen(bytes: Uint8Array, at: number, length: number, to: Uint8Array): FrameView {
      const view = new FrameView()
      view.at(bytes, at, at + length, layer)
      expect(view.verify()).toBe(true)
      expect([view.family, view.ttl]).toEqual([family, 64])
      expect(bytes.slice(view.sourceAt, view.sourceAt + source.length)).toEqual(source)
      expect(bytes.slice(view.destinationAt, view.destinationAt + source.length)).toEqual(to)
      expect((family === 4 ? view.ip4 : view.ip6).payloadEnd).toBe(at + length)
      if (family === 4) expect([view.ip4.id, view.ip4.dontFragment]).toEqual([0, true])
      if (layer === 'ip') return view
      expect(bytes.slice(at, at + 12)).toEqual(Uint8Array.of(...macs.theirs, ...macs.ours))
      return view
    }

    const probe = fc.record({ destination, port: uint16, sourcePort: uint16, number: uint32, payload: bytesUpTo(99) })
    /** Several probes, one after the other in the same slot. */
    const probes = fc.array(probe, { minLength: 1, maxLength: 4 })
    const bytes = new Uint8Array(3 * slotSize)

    test('SYN', () => {
      const template = new SynTemplate(path)
      const options = { mss: family === 4 ? 1460 : 1440, sackPermitted: true, windowScale: 7 }
      fc.assert(
        fc.property(probes, fc.nat(2), (all, slot) => {
          const at = slot * slotSize
          template.prime(bytes, at)
          for (const { destination, port, sourcePort, number } of all) {
            const length = template.stamp(bytes, at, destination, 0, port, sourcePort, number | 0)
            const view = seen(bytes, at, length, destination)
            expect(view.kind).toBe(TCP)
            expect(parseTcp(view.tcp)).toEqual({
              sourcePort,
              destinationPort: port,
              sequence: number,
              acknowledgement: 0,
              flags: TCP_SYN,
              window: 64_240,
              options,
              payload: new Uint8Array(0),
            })
          }
        }),
      )
    })

    test('ACK', () => {
      const template = new AckTemplate(path)
      fc.assert(
        fc.property(probes, (all) => {
          template.prime(bytes, 0)
          for (const { destination, port, sourcePort, number } of all) {
            // The address may stand anywhere among others.
            const among = Uint8Array.of(9, 9, 9, ...destination, 9)
            const length = template.stamp(bytes, 0, among, 3, port, sourcePort, number)
            const { tcp } = seen(bytes, 0, length, destination)
            expect([tcp.flags, tcp.acknowledgement, tcp.sequence]).toEqual([TCP_ACK, number, number])
            expect([tcp.sourcePort, tcp.destinationPort]).toEqual([sourcePort, port])
          }
        }),
      )
    })

    test('UDP, with payloads of all lengths in one slot', () => {
      const template = new UdpTemplate(path)
      fc.assert(
        fc.property(probes, (all) => {
          template.prime(bytes, 0)
          for (const { destination, port, sourcePort, payload } of all) {
            const length = template.stamp(bytes, 0, destination, 0, port, sourcePort, payload)
            const view = seen(bytes, 0, length, destination)
            expect(view.kind).toBe(UDP)
            expect(parseUdp(view.udp)).toEqual({ sourcePort, destinationPort: port, payload })
          }
        }),
      )
    })

    test('a UDP checksum that comes out as 0 is sent as 0xffff', () => {
      const template = new UdpTemplate(path)
      template.prime(bytes, 0)
      const to = addresses[family].theirs
      const stamp = (word: number) => {
        const length = template.stamp(bytes, 0, to, 0, 53, 40_000, Uint8Array.of(word >>> 8, word & 0xff))
        return { length, checksum: (bytes[length - 4]! << 8) | bytes[length - 3]! }
      }
      // With a payload of zeros the checksum is what the payload must be for all to add up to 0xffff.
      const { length, checksum } = stamp(stamp(0).checksum)
      expect(checksum).toBe(0xffff)
      expect(seen(bytes, 0, length, to).kind).toBe(UDP)
    })

    test('echo request', () => {
      const template = new EchoTemplate(path, Uint8Array.of(1, 2, 3))
      fc.assert(
        fc.property(probes, (all) => {
          template.prime(bytes, 0)
          for (const { destination, port, sourcePort } of all) {
            const length = template.stamp(bytes, 0, destination, 0, port, sourcePort)
            const view = seen(bytes, 0, length, destination)
            expect([view.kind, view.icmp.id, view.icmp.sequence]).toEqual([ECHO_REQUEST, port, sourcePort])
            expect(bytes.slice(view.icmp.bodyAt, view.icmp.end)).toEqual(Uint8Array.of(1, 2, 3))
          }
        }),
      )
    })

    test('nothing is written outside of the frame', () => {
      for (const template of [new SynTemplate(path), new AckTemplate(path)]) {
        bytes.fill(0xa5)
        template.prime(bytes, slotSize)
        const length = template.stamp(bytes, slotSize, addresses[family].theirs, 0, 1, 2, 3)
        expect(bytes.subarray(0, slotSize).every((byte) => byte === 0xa5)).toBe(true)
        expect(bytes.subarray(slotSize + length).every((byte) => byte === 0xa5)).toBe(true)
      }
    })
  },
)
