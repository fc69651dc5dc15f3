import { describe, expect, it } from 'vitest'
import { FrameBatch } from '../../link/frame-batch.ts'
import type { Link } from '../../link/link.ts'
import { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { emitIcmp } from '../../wire/icmp.ts'
import { emitPacket } from '../../wire/packet.ts'
import { PROTOCOL_ICMP } from '../../wire/protocols.ts'
import { stateBy } from '../technique.ts'
import { Answers, type TakeAnswer } from './answers.ts'
import { Cookie } from './cookie.ts'
import { Lane } from './lane.ts'
import { NextProbe } from './next-probe.ts'
import { Outlet } from './outlet.ts'
import { techniquesOf } from './techniques-of.ts'

const loopback = Uint8Array.of(127, 0, 0, 1)
const ports = { tcp: 61_000, udp: 62_000, count: 12 }
const techniques = techniquesOf({})
const cookie = new Cookie(1, 2)
const link: Link = {
  layer: 'ip',
  mtu: 1500,
  counters: { sent: 0, received: 0, dropped: 0 },
  send: ({ count }) => count,
  receive: () => 0,
  close() {},
}

function ask(lane: Lane, port: number, sourcePort: number) {
  const probe = new NextProbe(cookie, () => Uint8Array.of(1))
  probe.aim(loopback, 4, port, sourcePort, 0)
  lane.put(techniques.udp, probe)
}

/** Endpoints that an outlet takes to have answered when a datagram comes in from one port to another. */
function heard({ own, from, to }: { own: boolean; from: number; to: number }): string[] {
  const found: string[] = []
  const batch = new FrameBatch()
  const outlet = new Outlet(link, 'lo', own, batch)
  const path = { macs: null, source: loopback, mtu: 1500 }
  ask(new Lane({ outlet, distance: 'own', path, hardware: null }), to, from)
  const all = [{ first: 1, last: 65_535 }]
  const lookup = new EndpointLookup({
    addresses: [{ family: 4, first: 0x7f00_0001n, last: 0x7f00_0001n }],
    tcp: all,
    udp: all,
  })
  const take = (_: number, transport: string, port: number) => found.push(`${transport}/${port}`)
  new Answers({ lookup, ports, techniques, cookie, take }, outlet).read(batch.bytes, 0, batch.lengths[0]!)
  return found
}

/** What an ICMP port-unreachable (RFC 792) for UDP port 53 of loopback says, by whom it comes from. */
function refused(by: Uint8Array): string[] {
  const found: string[] = []
  const batch = new FrameBatch()
  const outlet = new Outlet(link, 'eth0', false, batch)
  const path = { macs: null, source: loopback, mtu: 1500 }
  ask(new Lane({ outlet, distance: 'beyond', path, hardware: null }), 53, 62_000)
  const frame = new Uint8Array(128)
  const fields = { source: by, destination: loopback, ttl: 64, protocol: PROTOCOL_ICMP }
  const body = batch.bytes.slice(0, batch.lengths[0]!)
  const error = { type: 3, code: 3, rest: 0, body }
  const length = emitPacket(fields, (bytes, at) => emitIcmp(error, bytes, at), frame, 0)
  const udp = [{ first: 53, last: 53 }]
  const addresses = [{ family: 4, first: 0x7f00_0001n, last: 0x7f00_0001n }] as const
  const lookup = new EndpointLookup({ addresses, tcp: [], udp })
  const take = (...[, transport, , , outcome]: Parameters<TakeAnswer>) =>
    found.push(stateBy(techniques[transport], outcome))
  new Answers({ lookup, ports, techniques, cookie, take }, outlet).read(frame, 0, length)
  return found
}

describe('what counts as an answer', () => {
  it('closes a UDP port only when the host itself says so: a router that rejects is a filter', () => {
    expect(refused(loopback)).toEqual(['closed'])
    expect(refused(Uint8Array.of(192, 0, 2, 9))).toEqual(['filtered'])
  })

  it('is a datagram to a port of ours', () => {
    expect(heard({ own: true, from: 53, to: 62_001 })).toEqual(['udp/53'])
    expect(heard({ own: true, from: 53, to: 62_012 })).toEqual([])
    expect(heard({ own: false, from: 62_002, to: 62_001 })).toEqual(['udp/62002'])
  })

  it('is no probe of our own, which comes in again on lo', () => {
    expect(heard({ own: true, from: 62_000, to: 62_000 })).toEqual([])
    expect(heard({ own: true, from: 62_000, to: 62_001 })).toEqual([])
  })
})
