import { write16 } from './bytes.ts'
import { finishChecksum, sumPseudoHeader, sumWords } from './checksum.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, emitEthernet } from './ethernet.ts'
import { emitIpv4 } from './ipv4.ts'
import { emitIpv6 } from './ipv6.ts'

/** What all frames have in common that leave by one interface, to one next hop, from one address. */
export interface FramePath {
  /** Own address and that of the next hop, 6 bytes each; null on a link without Ethernet (layer 'ip'). */
  readonly macs: { readonly source: Uint8Array; readonly nextHop: Uint8Array } | null
  /** Own IP address: 4 or 16 bytes. */
  readonly source: Uint8Array
  /** Largest packet of the path in bytes, from the IP header on. */
  readonly mtu: number
  /** Default 64, as Linux has it. */
  readonly ttl?: number
}

/** Offset of the addresses in an IP header, source first. */
const addressesOffset = { 4: 12, 6: 8 } as const

/**
 * A whole frame that is prepared once; then only what differs is written, and checksums are the sum of the prepared part and of
 * the words written. The subclasses say what differs behind the destination address.
 */
export class FrameTemplate {
  readonly family: 4 | 6
  /** Of the frame as prepared, in bytes. */
  readonly length: number
  protected readonly frame: Uint8Array
  protected readonly ipAt: number
  protected readonly transportAt: number
  /** Sum of the prepared transport and its pseudo-header, the destination zero and the checksum too. */
  protected readonly transportSum: number
  /** Sum of the prepared IPv4 header, likewise. */
  readonly #headerSum: number
  readonly #destinationAt: number

  /** `transport`: its header, and payload if that never differs; `protocol`: its number. */
  constructor(path: FramePath, protocol: number, transport: Uint8Array, withPseudoHeader: boolean) {
    const { macs, source, ttl = 64 } = path
    this.family = source.length === 4 ? 4 : 6
    const frame = new Uint8Array(18 + 40 + transport.length)
    const etherType = this.family === 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6
    this.ipAt =
      macs === null
        ? 0
        : emitEthernet({ destination: macs.nextHop, source: macs.source, tags: [], etherType }, frame, 0)
    const fields = {
      source,
      ttl,
      protocol,
      destination: new Uint8Array(source.length),
      payloadLength: transport.length,
    }
    const emitIp = this.family === 4 ? emitIpv4 : emitIpv6
    this.transportAt = this.ipAt + emitIp(fields, frame, this.ipAt)
    frame.set(transport, this.transportAt)
    this.length = this.transportAt + transport.length
    this.frame = frame.slice(0, this.length)
    const addressesAt = this.ipAt + addressesOffset[this.family]
    this.#destinationAt = addressesAt + source.length
    if (this.family === 4) write16(this.frame, this.ipAt + 10, 0)
    this.#headerSum = sumWords(this.frame, this.ipAt, this.transportAt)
    const pseudo = sumPseudoHeader(this.frame, addressesAt, this.family, protocol, transport.length)
    this.transportSum = (withPseudoHeader ? pseudo : 0) + sumWords(this.frame, this.transportAt, this.length)
  }

  /** Writes the prepared frame whole into a slot; what is stamped there afterwards differs from it only where stamping writes. */
  prime(bytes: Uint8Array, at: number): void {
    bytes.set(this.frame, at)
  }

  /**
   * Writes the destination, which stands in `destination` from `destinationAt` on, and the checksum of an IPv4 header to which
   * words of the sum `added` have been written besides. Gives the sum of the destination's words.
   */
  protected stampDestination(
    bytes: Uint8Array,
    at: number,
    destination: Uint8Array,
    destinationAt: number,
    added: number,
  ): number {
    const to = at + this.#destinationAt
    const first = copyWords(destination, destinationAt, bytes, to)
    if (this.family === 4) {
      // The checksum of the header stands 6 bytes before the destination (RFC 791 §3.1).
      write16(bytes, to - 6, finishChecksum(this.#headerSum + first + added))
      return first
    }
    const second = copyWords(destination, destinationAt + 4, bytes, to + 4)
    const third = copyWords(destination, destinationAt + 8, bytes, to + 8)
    return first + second + third + copyWords(destination, destinationAt + 12, bytes, to + 12)
  }
}

/** Copies 4 bytes, and gives the sum of their two words. */
function copyWords(from: Uint8Array, fromAt: number, to: Uint8Array, at: number): number {
  const a = from[fromAt]!
  const b = from[fromAt + 1]!
  const c = from[fromAt + 2]!
  const d = from[fromAt + 3]!
  to[at] = a
  to[at + 1] = b
  to[at + 2] = c
  to[at + 3] = d
  return ((a + c) << 8) + b + d
}
