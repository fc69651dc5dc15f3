import { write16 } from './bytes.ts'
import { finishChecksum } from './checksum.ts'
import { type FramePath, FrameTemplate } from './frame-template.ts'
import { PROTOCOL_UDP } from './protocols.ts'
import { udpChecksum } from './transport-checksum.ts'
import { emitUdp } from './udp.ts'

/** Where the length stands in an IP header: the whole packet's in IPv4, the payload's in IPv6. */
const lengthOffset = { 4: 2, 6: 4 } as const

/** UDP datagrams that differ in destination, ports and payload. */
export class UdpTemplate extends FrameTemplate {
  readonly #lengthAt: number
  readonly #lengthWithoutPayload: number

  constructor(path: FramePath) {
    const header = new Uint8Array(8)
    emitUdp({ sourcePort: 0, destinationPort: 0, payload: header.subarray(8) }, header, 0)
    super(path, PROTOCOL_UDP, header, true)
    this.#lengthAt = this.ipAt + lengthOffset[this.family]
    this.#lengthWithoutPayload = this.family === 4 ? 28 : 8
  }

  /** As TcpTemplate.stamp. With the payload the frame must fit the slot and the path's MTU: `length` bytes and the payload. */
  stamp(
    bytes: Uint8Array,
    at: number,
    destination: Uint8Array,
    destinationAt: number,
    destinationPort: number,
    sourcePort: number,
    payload: Uint8Array,
  ): number {
    const udp = at + this.transportAt
    const size = payload.length
    const addressSum = this.stampDestination(bytes, at, destination, destinationAt, size)
    write16(bytes, at + this.#lengthAt, this.#lengthWithoutPayload + size)
    write16(bytes, udp, sourcePort)
    write16(bytes, udp + 2, destinationPort)
    write16(bytes, udp + 4, 8 + size)
    // The length counts twice: in the pseudo-header and in the header.
    const sum = this.transportSum + addressSum + sourcePort + destinationPort + 2 * size
    write16(bytes, udp + 6, udpChecksum(finishChecksum(sum + copyAndSum(payload, bytes, udp + 8))))
    return this.length + size
  }
}

/** Copies all of `from` and gives the sum of its words: for the short payloads of probes one loop is faster than `set` and another. */
function copyAndSum(from: Uint8Array, to: Uint8Array, at: number): number {
  const even = from.length & ~1
  let sum = 0
  for (let i = 0; i < even; i += 2) {
    const high = from[i]!
    const low = from[i + 1]!
    to[at + i] = high
    to[at + i + 1] = low
    sum += (high << 8) | low
  }
  if (even === from.length) return sum
  const last = from[even]!
  to[at + even] = last
  return sum + (last << 8)
}
