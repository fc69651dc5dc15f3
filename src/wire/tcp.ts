// decodes foreign bytes
// TCP (RFC 9293 §3.1) and the options of a SYN (RFC 9293 §3.7.1; RFC 7323 §2, §3; RFC 2018 §2).
import { noBytes, read16, read32, write16, write32 } from './bytes.ts'

/** Control bits. */
export const TCP_FIN = 0x01
export const TCP_SYN = 0x02
export const TCP_RST = 0x04
export const TCP_PSH = 0x08
export const TCP_ACK = 0x10

/** Kinds of options. */
const endOfOptions = 0
const noOperation = 1
const maximumSegmentSize = 2
const windowScaling = 3
const sackPermission = 4
const timestampPair = 8

/** What a peer assumes when a SYN names none (RFC 9293 §3.7.1). */
const defaultMss = 536

export interface TcpOptions {
  /** Maximum segment size. A SYN that names none is sent with 536, for many firewalls drop a bare SYN. */
  readonly mss?: number
  /** Shift count, 0 to 14. */
  readonly windowScale?: number
  readonly sackPermitted?: boolean
  readonly timestamps?: { readonly value: number; readonly echo: number }
}

export interface TcpSegment {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  readonly acknowledgement: number
  /** Control bits, 8 of them. */
  readonly flags: number
  readonly window: number
  /** Those that we know; others are skipped. */
  readonly options: TcpOptions
  readonly payload: Uint8Array
}

export class TcpView {
  bytes = noBytes
  start = 0
  payloadAt = 0
  end = 0

  /** Looks at a segment; false when its header is cut off. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + 20 > end) return false
    const headerLength = (bytes[start + 12]! >>> 4) * 4
    if (headerLength < 20 || start + headerLength > end) return false
    this.bytes = bytes
    this.start = start
    this.payloadAt = start + headerLength
    this.end = end
    return true
  }

  get sourcePort(): number {
    return read16(this.bytes, this.start)
  }

  get destinationPort(): number {
    return read16(this.bytes, this.start + 2)
  }

  get sequence(): number {
    return read32(this.bytes, this.start + 4)
  }

  get acknowledgement(): number {
    return read32(this.bytes, this.start + 8)
  }

  get flags(): number {
    return this.bytes[this.start + 13]!
  }

  get window(): number {
    return read16(this.bytes, this.start + 14)
  }

  /** Maximum segment size, or -1 when there is none. */
  get mss(): number {
    const at = this.#optionAt(maximumSegmentSize, 4)
    return at < 0 ? -1 : read16(this.bytes, at)
  }

  /** Shift count, or -1 when there is none. */
  get windowScale(): number {
    const at = this.#optionAt(windowScaling, 3)
    return at < 0 ? -1 : this.bytes[at]!
  }

  get sackPermitted(): boolean {
    return this.#optionAt(sackPermission, 2) >= 0
  }

  /** Where the timestamp of the sender stands, with the one that it echoes behind it; or -1. */
  get timestampsAt(): number {
    return this.#optionAt(timestampPair, 10)
  }

  /** Where the value of an option stands, or -1 when there is none of this kind and length. */
  #optionAt(kind: number, length: number): number {
    const bytes = this.bytes
    for (let at = this.start + 20; at + 1 < this.payloadAt; ) {
      const found = bytes[at]!
      if (found === endOfOptions) return -1
      if (found === noOperation) {
        at++
        continue
      }
      const size = bytes[at + 1]!
      if (size < 2 || at + size > this.payloadAt) return -1
      if (found === kind) return size === length ? at + 2 : -1
      at += size
    }
    return -1
  }
}

export function parseTcp(view: TcpView): TcpSegment {
  const { bytes, mss, windowScale, timestampsAt } = view
  return {
    sourcePort: view.sourcePort,
    destinationPort: view.destinationPort,
    sequence: view.sequence,
    acknowledgement: view.acknowledgement,
    flags: view.flags,
    window: view.window,
    options: {
      ...(mss >= 0 && { mss }),
      ...(windowScale >= 0 && { windowScale }),
      ...(view.sackPermitted && { sackPermitted: true }),
      ...(timestampsAt >= 0 && {
        timestamps: { value: read32(bytes, timestampsAt), echo: read32(bytes, timestampsAt + 4) },
      }),
    },
    payload: bytes.slice(view.payloadAt, view.end),
  }
}

/** Writes the segment with a checksum of 0 (see sealTransport), and gives its length. */
export function emitTcp(segment: TcpSegment, bytes: Uint8Array, at: number): number {
  const { options, flags } = segment
  const withMss = flags & TCP_SYN ? { mss: defaultMss, ...options } : options
  const headerLength = 20 + emitOptions(withMss, bytes, at + 20)
  write16(bytes, at, segment.sourcePort)
  write16(bytes, at + 2, segment.destinationPort)
  write32(bytes, at + 4, segment.sequence)
  write32(bytes, at + 8, segment.acknowledgement)
  bytes[at + 12] = (headerLength / 4) << 4
  bytes[at + 13] = flags
  write16(bytes, at + 14, segment.window)
  write32(bytes, at + 16, 0)
  bytes.set(segment.payload, at + headerLength)
  return headerLength + segment.payload.length
}

/** In the order and with the padding that Linux uses (net/ipv4/tcp_output.c, tcp_options_write): each group fills 4 bytes. */
function emitOptions(options: TcpOptions, bytes: Uint8Array, start: number): number {
  const { mss, windowScale, sackPermitted, timestamps } = options
  const sack = sackPermitted === true
  let at = start
  if (mss !== undefined) {
    bytes.set([maximumSegmentSize, 4], at)
    write16(bytes, at + 2, mss)
    at += 4
  }
  if (sack || timestamps !== undefined) {
    // Two bytes: the permission, or padding before the other.
    if (sack && timestamps === undefined) bytes.set([noOperation, noOperation, sackPermission, 2], at)
    else bytes.set([sack ? sackPermission : noOperation, sack ? 2 : noOperation, timestampPair, 10], at)
    at += 4
  }
  if (timestamps !== undefined) {
    write32(bytes, at, timestamps.value)
    write32(bytes, at + 4, timestamps.echo)
    at += 8
  }
  if (windowScale !== undefined) {
    bytes.set([noOperation, windowScaling, 3, windowScale], at)
    at += 4
  }
  return at - start
}
