// decodes foreign bytes
import { ArpView } from './arp.ts'
import { noBytes } from './bytes.ts'
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, EthernetView } from './ethernet.ts'
import { IcmpView } from './icmp.ts'
import { ICMP4_ECHO_REPLY, ICMP4_ECHO_REQUEST, isIcmp4Error } from './icmp4.ts'
import { ICMP6_ECHO_REPLY, ICMP6_ECHO_REQUEST, isIcmp6Error } from './icmp6.ts'
import { Ipv4View } from './ipv4.ts'
import { Ipv6View } from './ipv6.ts'
import { NDP_ADVERTISEMENT, NDP_HOP_LIMIT, NDP_SOLICITATION, NdpView } from './ndp.ts'
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from './protocols.ts'
import { QuotedView } from './quoted.ts'
import { TcpView } from './tcp.ts'
import { transportHolds } from './transport-checksum.ts'
import { UdpView } from './udp.ts'

/** Not for us: damaged, cut off, a fragment other than the first, or something that answers no probe. */
export const OTHER = 0
export const TCP = 1
export const UDP = 2
/** An error that quotes a packet of TCP, UDP or ICMP: see `quoted`. */
export const ICMP_ERROR = 3
export const ECHO_REPLY = 4
export const ECHO_REQUEST = 5
export const ARP = 6
export const NEIGHBOUR_SOLICITATION = 7
export const NEIGHBOUR_ADVERTISEMENT = 8

export type FrameKind =
  | typeof OTHER
  | typeof TCP
  | typeof UDP
  | typeof ICMP_ERROR
  | typeof ECHO_REPLY
  | typeof ECHO_REQUEST
  | typeof ARP
  | typeof NEIGHBOUR_SOLICITATION
  | typeof NEIGHBOUR_ADVERTISEMENT

/**
 * A frame, read down to its transport. One object is reused for all frames. After `at`, the views that belong to the kind are
 * valid (and `ethernet`, unless the layer is 'ip'); the others show what they saw in an earlier frame.
 */
export class FrameView {
  readonly ethernet = new EthernetView()
  readonly arp = new ArpView()
  readonly ip4 = new Ipv4View()
  readonly ip6 = new Ipv6View()
  readonly tcp = new TcpView()
  readonly udp = new UdpView()
  readonly icmp = new IcmpView()
  readonly ndp = new NdpView()
  readonly quoted = new QuotedView()

  bytes = noBytes
  kind: FrameKind = OTHER
  family: 4 | 6 = 4
  /** Where the addresses stand, 4 or 16 bytes each. In an ARP message those of its sender and target. */
  sourceAt = 0
  destinationAt = 0
  /** Hop limit of the packet as it came in; 0 for ARP. */
  ttl = 0

  /** Reads the frame from `start` up to `end`, which lie within the bytes. Never throws. Checksums are not looked at: see `verify`. */
  at(bytes: Uint8Array, start: number, end: number, layer: 'ethernet' | 'ip'): FrameKind {
    this.bytes = bytes
    this.kind = layer === 'ethernet' ? this.#ethernet(bytes, start, end) : this.#packet(bytes, start, end)
    return this.kind
  }

  #ethernet(bytes: Uint8Array, start: number, end: number): FrameKind {
    const ethernet = this.ethernet
    if (!ethernet.at(bytes, start, end)) return OTHER
    const etherType = ethernet.etherType
    if (etherType === ETHERTYPE_IPV4) return this.#packet4(bytes, ethernet.payloadAt, end)
    if (etherType === ETHERTYPE_IPV6) return this.#packet6(bytes, ethernet.payloadAt, end)
    return etherType === ETHERTYPE_ARP ? this.#arp(bytes, ethernet.payloadAt, end) : OTHER
  }

  #arp(bytes: Uint8Array, start: number, end: number): FrameKind {
    if (!this.arp.at(bytes, start, end)) return OTHER
    this.family = 4
    this.sourceAt = this.arp.senderAddressAt
    this.destinationAt = this.arp.targetAddressAt
    this.ttl = 0
    return ARP
  }

  #packet(bytes: Uint8Array, start: number, end: number): FrameKind {
    if (start >= end) return OTHER
    return bytes[start]! >>> 4 === 4 ? this.#packet4(bytes, start, end) : this.#packet6(bytes, start, end)
  }

  #packet4(bytes: Uint8Array, start: number, end: number): FrameKind {
    const ip = this.ip4
    if (!ip.at(bytes, start, end) || ip.fragmentOffset !== 0) return OTHER
    this.family = 4
    this.sourceAt = ip.sourceAt
    this.destinationAt = ip.destinationAt
    this.ttl = ip.ttl
    const protocol = ip.protocol
    if (protocol === PROTOCOL_ICMP) return this.#icmp4(bytes, ip.payloadAt, ip.payloadEnd)
    return this.#transport(bytes, ip.payloadAt, ip.payloadEnd, protocol, ip.moreFragments)
  }

  #packet6(bytes: Uint8Array, start: number, end: number): FrameKind {
    const ip = this.ip6
    if (!ip.at(bytes, start, end) || ip.fragmentOffset !== 0) return OTHER
    this.family = 6
    this.sourceAt = ip.sourceAt
    this.destinationAt = ip.destinationAt
    this.ttl = ip.ttl
    const protocol = ip.protocol
    if (protocol === PROTOCOL_ICMPV6) return this.#icmp6(bytes, ip.payloadAt, ip.payloadEnd)
    return this.#transport(bytes, ip.payloadAt, ip.payloadEnd, protocol, ip.moreFragments)
  }

  /** The first fragment of a long UDP reply is an answer too. */
  #transport(bytes: Uint8Array, start: number, end: number, protocol: number, fragment: boolean): FrameKind {
    if (protocol === PROTOCOL_TCP) return this.tcp.at(bytes, start, end) ? TCP : OTHER
    if (protocol !== PROTOCOL_UDP) return OTHER
    const udp = this.udp
    return (fragment ? udp.headerAt(bytes, start, end) : udp.at(bytes, start, end)) ? UDP : OTHER
  }

  #icmp4(bytes: Uint8Array, start: number, end: number): FrameKind {
    const icmp = this.icmp
    if (!icmp.at(bytes, start, end)) return OTHER
    const type = icmp.type
    if (isIcmp4Error(type)) return this.quoted.at(bytes, icmp.bodyAt, end, 4) ? ICMP_ERROR : OTHER
    if (icmp.code !== 0) return OTHER
    return type === ICMP4_ECHO_REPLY ? ECHO_REPLY : type === ICMP4_ECHO_REQUEST ? ECHO_REQUEST : OTHER
  }

  #icmp6(bytes: Uint8Array, start: number, end: number): FrameKind {
    const icmp = this.icmp
    if (!icmp.at(bytes, start, end)) return OTHER
    const type = icmp.type
    if (isIcmp6Error(type)) return this.quoted.at(bytes, icmp.bodyAt, end, 6) ? ICMP_ERROR : OTHER
    if (type === NDP_SOLICITATION || type === NDP_ADVERTISEMENT) return this.#ndp(bytes, start, end)
    if (icmp.code !== 0) return OTHER
    return type === ICMP6_ECHO_REPLY ? ECHO_REPLY : type === ICMP6_ECHO_REQUEST ? ECHO_REQUEST : OTHER
  }

  #ndp(bytes: Uint8Array, start: number, end: number): FrameKind {
    if (this.ttl !== NDP_HOP_LIMIT || !this.ndp.at(bytes, start, end)) return OTHER
    return this.ndp.type === NDP_SOLICITATION ? NEIGHBOUR_SOLICITATION : NEIGHBOUR_ADVERTISEMENT
  }

  /**
   * Whether the checksums of the frame last read are right: of the IPv4 header and of the transport. The latter cannot be told
   * of a first fragment, whose message goes on elsewhere; frames of this host that its network card was to complete are wrong.
   */
  verify(): boolean {
    if (this.kind === OTHER) return false
    if (this.kind === ARP) return true
    const ip = this.family === 4 ? this.ip4 : this.ip6
    if (this.family === 4 && !this.ip4.verify()) return false
    if (ip.moreFragments) return true
    const { protocol, payloadAt, payloadEnd } = ip
    const end = this.kind === UDP ? this.udp.end : payloadEnd
    return transportHolds(this.bytes, this.sourceAt, this.family, protocol, payloadAt, end)
  }
}
