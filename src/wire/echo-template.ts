import { write16 } from './bytes.ts'
import { finishChecksum } from './checksum.ts'
import { type FramePath, FrameTemplate } from './frame-template.ts'
import { emitIcmp } from './icmp.ts'
import { ICMP4_ECHO_REQUEST } from './icmp4.ts'
import { ICMP6_ECHO_REQUEST } from './icmp6.ts'
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from './protocols.ts'

/** Echo requests that differ in destination, identifier and sequence number. */
export class EchoTemplate extends FrameTemplate {
  /** `data` is sent back by whoever answers. */
  constructor(path: FramePath, data: Uint8Array) {
    const four = path.source.length === 4
    const request = new Uint8Array(8 + data.length)
    emitIcmp({ type: four ? ICMP4_ECHO_REQUEST : ICMP6_ECHO_REQUEST, code: 0, rest: 0, body: data }, request, 0)
    super(path, four ? PROTOCOL_ICMP : PROTOCOL_ICMPV6, request, !four)
  }

  /** As TcpTemplate.stamp. Identifier and sequence number have 16 bits. */
  stamp(
    bytes: Uint8Array,
    at: number,
    destination: Uint8Array,
    destinationAt: number,
    id: number,
    sequence: number,
  ): number {
    const icmp = at + this.transportAt
    const addressSum = this.stampDestination(bytes, at, destination, destinationAt, 0)
    write16(bytes, icmp + 4, id)
    write16(bytes, icmp + 6, sequence)
    // ICMPv4 has no pseudo-header, so that the destination does not count.
    const sum = this.transportSum + (this.family === 4 ? 0 : addressSum) + id + sequence
    write16(bytes, icmp + 2, finishChecksum(sum))
    return this.length
  }
}
