import { describe, expect, it } from 'vitest'
import { seededRandom } from '../lib/random.ts'
import { ARP_REPLY, ARP_REQUEST, emitArp, parseArp } from '../wire/arp.ts'
import { ETHERTYPE_ARP, ETHERTYPE_IPV6, emitEthernet, parseEthernet } from '../wire/ethernet.ts'
import { ARP, FrameView, NEIGHBOUR_SOLICITATION } from '../wire/frame-view.ts'
import { emitNdp, NDP_ADVERTISEMENT, NDP_SOLICITED, parseNdp } from '../wire/ndp.ts'
import { emitPacket } from '../wire/packet.ts'
import { PROTOCOL_ICMPV6 } from '../wire/protocols.ts'
import { emitNeighbourRequest, takeNeighbourAnswer } from './neighbour-frames.ts'
import { Neighbours } from './neighbours.ts'

const ourMac = Uint8Array.of(2, 0, 0, 0, 0, 1)
const theirMac = Uint8Array.of(2, 0, 0, 0, 0, 9)
const four = { ours: Uint8Array.of(10, 0, 0, 1), theirs: Uint8Array.of(10, 0, 0, 9) }
const six = {
  ours: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 0xfd : i === 15 ? 1 : 0)),
  theirs: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 0xfd : i + 0x10)),
}

function read(length: number, bytes: Uint8Array, at = 0): FrameView {
  const view = new FrameView()
  view.at(bytes, at, at + length, 'ethernet')
  return view
}

describe('requests', () => {
  it('ARP goes to all', () => {
    const bytes = new Uint8Array(64)
    const length = emitNeighbourRequest({ mac: ourMac, source: four.ours }, four.theirs, bytes, 3)
    const view = read(length, bytes, 3)
    expect([length, view.kind]).toEqual([42, ARP])
    expect(parseEthernet(view.ethernet).destination).toEqual(new Uint8Array(6).fill(255))
    expect(parseArp(view.arp)).toEqual({
      operation: ARP_REQUEST,
      senderMac: ourMac,
      senderAddress: four.ours,
      targetMac: new Uint8Array(6),
      targetAddress: four.theirs,
    })
  })

  it('a solicitation goes to the group of the address, with a hop limit of 255 and a right checksum', () => {
    const bytes = new Uint8Array(128)
    const length = emitNeighbourRequest({ mac: ourMac, source: six.ours }, six.theirs, bytes, 5)
    const view = read(length, bytes, 5)
    expect([length, view.kind, view.ttl, view.verify()]).toEqual([86, NEIGHBOUR_SOLICITATION, 255, true])
    expect([...parseEthernet(view.ethernet).destination]).toEqual([0x33, 0x33, 0xff, 0x1d, 0x1e, 0x1f])
    expect(parseNdp(view.ndp)).toMatchObject({ target: six.theirs, mac: ourMac })
  })
})

describe('answers', () => {
  const header = (etherType: number) => ({ destination: ourMac, source: theirMac, tags: [], etherType })

  function asking(target: Uint8Array): Neighbours {
    const neighbours = new Neighbours({ random: seededRandom(1) })
    neighbours.resolve(target, target.length === 4 ? 4 : 16, new Uint8Array(6), 0)
    neighbours.next(0, () => true)
    return neighbours
  }

  function arp(operation: number): FrameView {
    const bytes = new Uint8Array(64)
    const at = emitEthernet(header(ETHERTYPE_ARP), bytes, 0)
    const ends = { senderMac: theirMac, senderAddress: four.theirs, targetMac: ourMac, targetAddress: four.ours }
    return read(at + emitArp({ operation, ...ends }, bytes, at), bytes)
  }

  function advertisement(mac: Uint8Array | null, damaged = false): FrameView {
    const bytes = new Uint8Array(128)
    const at = emitEthernet(header(ETHERTYPE_IPV6), bytes, 0)
    const packet = { source: six.theirs, destination: six.ours, ttl: 255, protocol: PROTOCOL_ICMPV6 }
    const message = { type: NDP_ADVERTISEMENT, flags: NDP_SOLICITED, target: six.theirs, mac } as const
    const length = emitPacket(packet, (memory, start) => emitNdp(message, memory, start), bytes, at)
    if (damaged) bytes[at + length - 1]! ^= 1
    return read(at + length, bytes)
  }

  it('an ARP reply counts, a request does not', () => {
    const neighbours = asking(four.theirs)
    expect(takeNeighbourAnswer(arp(ARP_REQUEST), neighbours)).toBe(false)
    expect(takeNeighbourAnswer(arp(ARP_REPLY), neighbours)).toBe(true)
    const mac = new Uint8Array(6)
    expect(neighbours.resolve(four.theirs, 4, mac, 0)).toBe('known')
    expect(mac).toEqual(theirMac)
  })

  it('an advertisement counts when it tells the address and is whole', () => {
    const neighbours = asking(six.theirs)
    expect(takeNeighbourAnswer(advertisement(null), neighbours)).toBe(false)
    expect(takeNeighbourAnswer(advertisement(theirMac, true), neighbours)).toBe(false)
    expect(takeNeighbourAnswer(advertisement(theirMac), neighbours)).toBe(true)
    const mac = new Uint8Array(6)
    expect(neighbours.resolve(six.theirs, 16, mac, 0)).toBe('known')
    expect(mac).toEqual(theirMac)
  })
})
