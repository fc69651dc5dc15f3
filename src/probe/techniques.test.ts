// Whatever comes in, only the answer to the very probe counts.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, uint16, uint32 } from '../wire/arbitraries.ts'
import { FrameView } from '../wire/frame-view.ts'
import { emitIcmp } from '../wire/icmp.ts'
import { emitPacket } from '../wire/packet.ts'
import { PROTOCOL_ICMP, PROTOCOL_TCP } from '../wire/protocols.ts'
import { emitTcp, TCP_ACK, TCP_RST, TCP_SYN } from '../wire/tcp.ts'
import { ICMP_ADMIN_PROHIBITED, PENDING, RST, SYN_ACK } from './results/outcome.ts'
import type { Probe, Technique } from './technique.ts'
import { techniques } from './techniques.gen.ts'

const [ours, theirs] = [Uint8Array.of(192, 0, 2, 1), Uint8Array.of(198, 18, 0, 1)]
const { syn, ack } = techniques
const flags = fc.integer({ min: 0, max: 255 })

/** A segment that comes back, as the view that a technique gets. */
function segment(fields: { flags: number; sequence: number; acknowledgement: number }): FrameView {
  const bytes = new Uint8Array(64)
  const fixed = { sourcePort: 80, destinationPort: 61_000, window: 0, options: {}, payload: bytes.subarray(0, 0) }
  const header = { source: theirs, destination: ours, ttl: 64, protocol: PROTOCOL_TCP }
  const end = emitPacket(header, (to, at) => emitTcp({ ...fixed, ...fields }, to, at), bytes, 0)
  const view = new FrameView()
  view.at(bytes, 0, end, 'ip')
  return view
}

/** The probe with a cookie, as it leaves. */
function sent(technique: Technique, cookie: number): Uint8Array {
  const { template, stamp } = technique.prepare({ macs: null, source: ours, mtu: 1500 })
  const payload = () => Uint8Array.of(1)
  const probe: Probe = { address: theirs, port: 80, sourcePort: 61_000, cookie: () => cookie, payload }
  const bytes = new Uint8Array(128)
  template.prime(bytes, 0)
  return bytes.slice(0, stamp(bytes, 0, probe))
}

describe('ack', () => {
  it('is answered by an RST with the number that it acknowledged, and by nothing else', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, flags, (cookie, sequence, acknowledgement, all) => {
        const outcome = ack.judge(segment({ flags: all, sequence, acknowledgement }), cookie | 0)
        expect(outcome).toBe((all & TCP_RST) !== 0 && sequence === cookie ? RST : PENDING)
      }),
    )
    fc.assert(
      fc.property(uint32, uint32, fc.constantFrom(0, TCP_ACK), (cookie, acknowledgement, also) => {
        const rst = segment({ flags: TCP_RST | also, sequence: cookie, acknowledgement })
        expect(ack.judge(rst, cookie | 0)).toBe(RST)
        expect(ack.judge(rst, (cookie + 1) | 0)).toBe(PENDING)
        expect(ack.judge(rst, ~cookie)).toBe(PENDING)
      }),
    )
  })
})

describe('syn', () => {
  it('is answered by what acknowledges its number and one, and by nothing else', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, flags, (cookie, sequence, acknowledgement, all) => {
        const outcome = syn.judge(segment({ flags: all, sequence, acknowledgement }), cookie | 0)
        if ((all & TCP_ACK) === 0 || acknowledgement !== (cookie + 1) >>> 0) expect(outcome).toBe(PENDING)
      }),
    )
    fc.assert(
      fc.property(uint32, uint32, (cookie, sequence) => {
        const acknowledgement = (cookie + 1) >>> 0
        expect(syn.judge(segment({ flags: TCP_SYN | TCP_ACK, sequence, acknowledgement }), cookie | 0)).toBe(SYN_ACK)
        expect(syn.judge(segment({ flags: TCP_RST | TCP_ACK, sequence, acknowledgement }), cookie | 0)).toBe(RST)
        expect(syn.judge(segment({ flags: TCP_ACK, sequence, acknowledgement }), cookie | 0)).toBe(PENDING)
      }),
    )
  })
})

describe.each([
  ['syn', syn],
  ['ack', ack],
] as const)('an ICMP error about a probe of %s', (_, technique) => {
  it('counts when it quotes the cookie, and be it in 8 bytes', () => {
    fc.assert(
      fc.property(uint32, uint32, (cookie, other) => {
        const bytes = new Uint8Array(128)
        // RFC 792: the IP header, and 64 bits of what it carries.
        const error = { type: 3, code: 13, rest: 0, body: sent(technique, cookie | 0).subarray(0, 28) }
        const header = { source: theirs, destination: ours, ttl: 64, protocol: PROTOCOL_ICMP }
        const end = emitPacket(header, (to, at) => emitIcmp(error, to, at), bytes, 0)
        const view = new FrameView()
        view.at(bytes, 0, end, 'ip')
        expect(technique.judgeError(view, cookie | 0, ICMP_ADMIN_PROHIBITED)).toBe(ICMP_ADMIN_PROHIBITED)
        const mine = other === cookie ? ICMP_ADMIN_PROHIBITED : PENDING
        expect(technique.judgeError(view, other | 0, ICMP_ADMIN_PROHIBITED)).toBe(mine)
      }),
    )
  })
})

describe.each(Object.entries(techniques))('technique %s', (_, technique: Technique) => {
  it('stamps what a slot holds already like what it does not', () => {
    fc.assert(
      fc.property(uint32, uint16, bytesOf(4), (cookie, port, address) => {
        const { template, stamp } = technique.prepare({ macs: null, source: ours, mtu: 1500 })
        const payload = () => Uint8Array.of(port & 0xff, 7)
        const [fresh, used] = [new Uint8Array(128), new Uint8Array(128)]
        template.prime(fresh, 0)
        template.prime(used, 0)
        const probe: Probe = { address, port, sourcePort: 61_000, cookie: () => cookie | 0, payload }
        stamp(used, 0, { ...probe, address: theirs, port: 9, sourcePort: 1, cookie: () => ~cookie })
        const length = stamp(used, 0, probe)
        expect(stamp(fresh, 0, probe)).toBe(length)
        expect(used.slice(0, length)).toEqual(fresh.slice(0, length))
        expect(new FrameView().at(used, 0, length, 'ip')).not.toBe(0)
      }),
    )
  })

  it('has a state for silence, and finds what it names', () => {
    expect(technique.states['no-response']).toMatch(/filtered/)
    expect(technique.finds(PENDING)).toBe(false)
    expect(technique.measuresLoss(ICMP_ADMIN_PROHIBITED)).toBe(false)
  })
})
