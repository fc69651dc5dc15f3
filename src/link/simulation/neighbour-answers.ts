import { ARP_REPLY, ARP_REQUEST, emitArp } from '../../wire/arp.ts'
import { ETHERTYPE_ARP, ETHERTYPE_IPV6, type EthernetHeader, emitEthernet } from '../../wire/ethernet.ts'
import { ARP, FrameView, NEIGHBOUR_SOLICITATION } from '../../wire/frame-view.ts'
import { emitNdp, NDP_ADVERTISEMENT, NDP_HOP_LIMIT, NDP_OVERRIDE, NDP_SOLICITED } from '../../wire/ndp.ts'
import { emitPacket } from '../../wire/packet.ts'
import { PROTOCOL_ICMPV6 } from '../../wire/protocols.ts'
import { type HostAt, type HostKey, hostKey } from './host.ts'

/** The hardware address of a simulated host: made from its key, so that nobody has to remember it. Locally administered. */
export function macOf(host: HostKey): Uint8Array {
  const low = host >>> 0
  return Uint8Array.of(2, Math.floor(host / 2 ** 32) & 0xff, low >>> 24, low >>> 16, low >>> 8, low)
}

export function ethernetFrame(header: EthernetHeader, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(14 + payload.length)
  emitEthernet(header, frame, 0)
  frame.set(payload, 14)
  return frame
}

/** Answers ARP requests and neighbour solicitations for simulated hosts. */
export class NeighbourAnswers {
  readonly #view = new FrameView()
  readonly #scratch = new Uint8Array(128)

  /** The frame that answers this one; null when it is no such request, or nobody is there. */
  answerTo(bytes: Uint8Array, start: number, end: number, hosts: HostAt = () => null): Uint8Array | null {
    const kind = this.#view.at(bytes, start, end, 'ethernet')
    if (kind === ARP) return this.#arp(hosts)
    return kind === NEIGHBOUR_SOLICITATION ? this.#advertisement(hosts) : null
  }

  #arp(hosts: HostAt): Uint8Array | null {
    const { arp, bytes } = this.#view
    const host = hostKey(bytes, arp.targetAddressAt, 4)
    if (arp.operation !== ARP_REQUEST || hosts(host) === null) return null
    const asker = bytes.slice(arp.senderMacAt, arp.senderMacAt + 6)
    const mac = macOf(host)
    const reply = {
      operation: ARP_REPLY,
      senderMac: mac,
      senderAddress: bytes.slice(arp.targetAddressAt, arp.targetAddressAt + 4),
      targetMac: asker,
      targetAddress: bytes.slice(arp.senderAddressAt, arp.senderAddressAt + 4),
    }
    const length = emitArp(reply, this.#scratch, 0)
    const header = { destination: asker, source: mac, tags: [], etherType: ETHERTYPE_ARP }
    return ethernetFrame(header, this.#scratch.subarray(0, length))
  }

  #advertisement(hosts: HostAt): Uint8Array | null {
    const { ndp, bytes, sourceAt, ethernet } = this.#view
    const host = hostKey(bytes, ndp.targetAt, 16)
    if (hosts(host) === null) return null
    const target = bytes.slice(ndp.targetAt, ndp.targetAt + 16)
    const mac = macOf(host)
    const message = { type: NDP_ADVERTISEMENT, flags: NDP_SOLICITED | NDP_OVERRIDE, target, mac } as const
    const destination = bytes.slice(sourceAt, sourceAt + 16)
    const packet = { source: target, destination, ttl: NDP_HOP_LIMIT, protocol: PROTOCOL_ICMPV6 }
    const length = emitPacket(packet, (to, at) => emitNdp(message, to, at), this.#scratch, 0)
    const asker = bytes.slice(ethernet.sourceAt, ethernet.sourceAt + 6)
    const header = { destination: asker, source: mac, tags: [], etherType: ETHERTYPE_IPV6 }
    return ethernetFrame(header, this.#scratch.subarray(0, length))
  }
}
