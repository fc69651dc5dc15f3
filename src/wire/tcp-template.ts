import { write16, write32 } from './bytes.ts'
import { finishChecksum, words32 } from './checksum.ts'
import { type FramePath, FrameTemplate } from './frame-template.ts'
import { PROTOCOL_TCP } from './protocols.ts'
import { emitTcp, TCP_ACK, type TcpOptions } from './tcp.ts'

/**
 * TCP segments without payload that differ in destination, ports, and one number: their sequence number, and what they acknowledge as
 * well if they do, for that comes back in an RST, and ICMP errors may quote no more than the former (RFC 792).
 */
export class TcpTemplate extends FrameTemplate {
  readonly #acknowledges: boolean

  constructor(path: FramePath, flags: number, window: number, options: TcpOptions) {
    super(path, PROTOCOL_TCP, segment(flags, window, options), true)
    this.#acknowledges = (flags & TCP_ACK) !== 0
  }

  /**
   * Makes the frame of this template in the slot at `at` that of one probe, and gives its length. The slot must have been
   * primed (`prime`) and since then been written by this template alone.
   * @param destination has the address, 4 or 16 bytes, from `destinationAt` on
   * @param number 32 bits, signed or not
   */
  stamp(
    bytes: Uint8Array,
    at: number,
    destination: Uint8Array,
    destinationAt: number,
    destinationPort: number,
    sourcePort: number,
    number: number,
  ): number {
    const tcp = at + this.transportAt
    const addressSum = this.stampDestination(bytes, at, destination, destinationAt, 0)
    write16(bytes, tcp, sourcePort)
    write16(bytes, tcp + 2, destinationPort)
    write32(bytes, tcp + 4, number)
    const sum = this.transportSum + addressSum + sourcePort + destinationPort + words32(number)
    if (!this.#acknowledges) write16(bytes, tcp + 16, finishChecksum(sum))
    else {
      write32(bytes, tcp + 8, number)
      write16(bytes, tcp + 16, finishChecksum(sum + words32(number)))
    }
    return this.length
  }
}

function segment(flags: number, window: number, options: TcpOptions): Uint8Array {
  const bytes = new Uint8Array(60)
  const payload = bytes.subarray(0, 0)
  const fixed = { sourcePort: 0, destinationPort: 0, sequence: 0, acknowledgement: 0, flags, window, options, payload }
  return bytes.slice(0, emitTcp(fixed, bytes, 0))
}
