import { write16, write32 } from './bytes.ts'
import { finishChecksum, words32 } from './checksum.ts'
import { type FramePath, FrameTemplate } from './frame-template.ts'
import { PROTOCOL_TCP } from './protocols.ts'
import { emitTcp, type TcpOptions } from './tcp.ts'

/** Where the number stands that a template writes for each probe (RFC 9293 §3.1). */
export const SEQUENCE_OFFSET = 4
export const ACKNOWLEDGEMENT_OFFSET = 8

/** TCP segments without payload that differ in destination, ports, and the one number that carries our cookie. */
export class TcpTemplate extends FrameTemplate {
  readonly #numberOffset: number

  constructor(path: FramePath, flags: number, window: number, options: TcpOptions, numberOffset: number) {
    super(path, PROTOCOL_TCP, segment(flags, window, options), true)
    this.#numberOffset = numberOffset
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
    write32(bytes, tcp + this.#numberOffset, number)
    const sum = this.transportSum + addressSum + sourcePort + destinationPort + words32(number)
    write16(bytes, tcp + 16, finishChecksum(sum))
    return this.length
  }
}

function segment(flags: number, window: number, options: TcpOptions): Uint8Array {
  const bytes = new Uint8Array(60)
  const payload = bytes.subarray(0, 0)
  const fixed = { sourcePort: 0, destinationPort: 0, sequence: 0, acknowledgement: 0, flags, window, options, payload }
  return bytes.slice(0, emitTcp(fixed, bytes, 0))
}
