// decodes foreign bytes
// UDP (RFC 768).
import { noBytes, read16, write16 } from './bytes.ts'

export interface UdpDatagram {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly payload: Uint8Array
}

export class UdpView {
  bytes = noBytes
  start = 0
  payloadAt = 0
  /** Where the datagram ends by its own length, or the bytes when these end sooner. */
  end = 0

  /** Looks at a whole datagram; false when it is cut off or its length is impossible. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    return this.headerAt(bytes, start, end) && start + this.length <= end
  }

  /** As `at`, of a datagram whose payload may be cut off, as in the first of several fragments. */
  headerAt(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + 8 > end) return false
    const length = read16(bytes, start + 4)
    if (length < 8) return false
    this.bytes = bytes
    this.start = start
    this.payloadAt = start + 8
    this.end = Math.min(start + length, end)
    return true
  }

  get sourcePort(): number {
    return read16(this.bytes, this.start)
  }

  get destinationPort(): number {
    return read16(this.bytes, this.start + 2)
  }

  /** Of header and payload, as the header says. */
  get length(): number {
    return read16(this.bytes, this.start + 4)
  }
}

export function parseUdp(view: UdpView): UdpDatagram {
  const { bytes, sourcePort, destinationPort, payloadAt, end } = view
  return { sourcePort, destinationPort, payload: bytes.slice(payloadAt, end) }
}

/** Writes the datagram with a checksum of 0 (see sealTransport), and gives its length. */
export function emitUdp(datagram: UdpDatagram, bytes: Uint8Array, at: number): number {
  const length = 8 + datagram.payload.length
  write16(bytes, at, datagram.sourcePort)
  write16(bytes, at + 2, datagram.destinationPort)
  write16(bytes, at + 4, length)
  write16(bytes, at + 6, 0)
  bytes.set(datagram.payload, at + 8)
  return length
}
