// decodes foreign bytes
// What the messages of ICMP (RFC 792) and ICMPv6 (RFC 4443 §2.1) have in common; their types are in icmp4.ts and icmp6.ts.
import { noBytes, read16, read32, write16, write32 } from './bytes.ts'

export interface IcmpMessage {
  readonly type: number
  readonly code: number
  /** 32 bits whose meaning depends on the type: identifier and sequence number, pointer, MTU, or nothing. */
  readonly rest: number
  /** The data of an echo, or the quoted packet of an error. */
  readonly body: Uint8Array
}

export class IcmpView {
  bytes = noBytes
  start = 0
  end = 0

  /** Looks at a message; false when it is shorter than 8 bytes. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + 8 > end) return false
    this.bytes = bytes
    this.start = start
    this.end = end
    return true
  }

  get type(): number {
    return this.bytes[this.start]!
  }

  get code(): number {
    return this.bytes[this.start + 1]!
  }

  /** Identifier of an echo. */
  get id(): number {
    return read16(this.bytes, this.start + 4)
  }

  /** Sequence number of an echo. */
  get sequence(): number {
    return read16(this.bytes, this.start + 6)
  }

  /** Where the data of an echo or the quote of an error begins; it goes on up to `end`. */
  get bodyAt(): number {
    return this.start + 8
  }
}

export function parseIcmp(view: IcmpView): IcmpMessage {
  const { bytes, start, type, code, bodyAt, end } = view
  return { type, code, rest: read32(bytes, start + 4), body: bytes.slice(bodyAt, end) }
}

/** Writes the message with a checksum of 0 (see sealTransport), and gives its length. */
export function emitIcmp(message: IcmpMessage, bytes: Uint8Array, at: number): number {
  bytes[at] = message.type
  bytes[at + 1] = message.code
  write16(bytes, at + 2, 0)
  write32(bytes, at + 4, message.rest)
  bytes.set(message.body, at + 8)
  return 8 + message.body.length
}
