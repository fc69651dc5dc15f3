// decodes foreign bytes
// The packet that an ICMP error quotes: an IP header and at least the first 8 bytes behind it (RFC 792; RFC 1812 §4.3.2.3; RFC 4443
// §2.4). More is often cut off, and lengths and checksums in it may be wrong, for routers change what they quote.
import { read16, read32 } from './bytes.ts'
import { Ipv4View } from './ipv4.ts'
import { Ipv6View } from './ipv6.ts'
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from './protocols.ts'

/** What every quote has of the transport. */
const minimum = 8

export class QuotedView {
  readonly ip4 = new Ipv4View()
  readonly ip6 = new Ipv6View()
  bytes = this.ip4.bytes
  family: 4 | 6 = 4
  protocol = 0
  /** Where the address stands that the quoted packet came from (ours) and went to: 4 or 16 bytes. */
  sourceAt = 0
  destinationAt = 0
  /** Where its TCP, UDP, ICMP or ICMPv6 header begins. */
  transportAt = 0

  /**
   * Looks at a quote of this family; false when there are not 8 bytes of TCP, UDP or its own ICMP in it. After true, no accessor
   * throws; only those of its protocol mean something.
   */
  at(bytes: Uint8Array, start: number, end: number, family: 4 | 6): boolean {
    return family === 4 ? this.#at4(bytes, start, end) : this.#at6(bytes, start, end)
  }

  #at4(bytes: Uint8Array, start: number, end: number): boolean {
    const ip = this.ip4
    if (!ip.headerAt(bytes, start, end) || ip.fragmentOffset !== 0) return false
    this.family = 4
    this.sourceAt = ip.sourceAt
    this.destinationAt = ip.destinationAt
    return this.#transport(bytes, ip.protocol, ip.payloadAt, end, PROTOCOL_ICMP)
  }

  #at6(bytes: Uint8Array, start: number, end: number): boolean {
    const ip = this.ip6
    if (!ip.headerAt(bytes, start, end) || ip.fragmentOffset !== 0) return false
    this.family = 6
    this.sourceAt = ip.sourceAt
    this.destinationAt = ip.destinationAt
    return this.#transport(bytes, ip.protocol, ip.payloadAt, end, PROTOCOL_ICMPV6)
  }

  #transport(bytes: Uint8Array, protocol: number, at: number, end: number, icmp: number): boolean {
    this.bytes = bytes
    this.protocol = protocol
    this.transportAt = at
    return at + minimum <= end && (protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP || protocol === icmp)
  }

  /** Of TCP or UDP. */
  get sourcePort(): number {
    return read16(this.bytes, this.transportAt)
  }

  /** Of TCP or UDP. */
  get destinationPort(): number {
    return read16(this.bytes, this.transportAt + 2)
  }

  get tcpSequence(): number {
    return read32(this.bytes, this.transportAt + 4)
  }

  /** Of header and payload. */
  get udpLength(): number {
    return read16(this.bytes, this.transportAt + 4)
  }

  get icmpType(): number {
    return this.bytes[this.transportAt]!
  }

  /** Identifier of an echo. */
  get icmpId(): number {
    return read16(this.bytes, this.transportAt + 4)
  }

  /** Sequence number of an echo. */
  get icmpSequence(): number {
    return read16(this.bytes, this.transportAt + 6)
  }
}
