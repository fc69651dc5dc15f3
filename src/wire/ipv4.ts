// decodes foreign bytes
// The header of IPv4 (RFC 791 §3.1).
import { noBytes, read16, write16 } from './bytes.ts'
import { checksumHolds, finishChecksum, sumWords } from './checksum.ts'

const dontFragmentBit = 0x4000
const moreFragmentsBit = 0x2000

export interface Ipv4Fields {
  /** DSCP and ECN, 8 bits (RFC 2474 §3, RFC 3168 §5). Default 0. */
  readonly trafficClass?: number
  /** Default 0, as RFC 6864 §4.1 lets packets that are never fragmented have it. */
  readonly id?: number
  /** Default true. */
  readonly dontFragment?: boolean
  readonly moreFragments?: boolean
  /** In units of 8 bytes. */
  readonly fragmentOffset?: number
  /** Default 64. */
  readonly ttl?: number
  readonly protocol: number
  /** 4 bytes. */
  readonly source: Uint8Array
  /** 4 bytes. */
  readonly destination: Uint8Array
  /** As they stand in the header: up to 40 bytes, a multiple of 4. */
  readonly options?: Uint8Array
  /** Bytes behind the header. */
  readonly payloadLength: number
}

export type Ipv4Header = Required<Ipv4Fields>

export class Ipv4View {
  bytes = noBytes
  start = 0
  payloadAt = 0
  /** Where the packet ends by its own length, or the bytes when these end sooner. Padding of the link lies behind. */
  payloadEnd = 0

  /** Looks at a whole packet; false when it is none or cut off. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    return this.headerAt(bytes, start, end) && start + this.totalLength <= end
  }

  /** As `at`, of a packet whose payload may be cut off, as in the quote of an ICMP error. */
  headerAt(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + 20 > end) return false
    const first = bytes[start]!
    const headerLength = (first & 15) * 4
    const totalLength = read16(bytes, start + 2)
    if (first >>> 4 !== 4 || headerLength < 20 || start + headerLength > end || totalLength < headerLength) return false
    this.bytes = bytes
    this.start = start
    this.payloadAt = start + headerLength
    this.payloadEnd = Math.min(start + totalLength, end)
    return true
  }

  /** Of header and payload, as the header says. */
  get totalLength(): number {
    return read16(this.bytes, this.start + 2)
  }

  get id(): number {
    return read16(this.bytes, this.start + 4)
  }

  get dontFragment(): boolean {
    return (read16(this.bytes, this.start + 6) & dontFragmentBit) !== 0
  }

  get moreFragments(): boolean {
    return (read16(this.bytes, this.start + 6) & moreFragmentsBit) !== 0
  }

  /** In units of 8 bytes. Unless it is 0, the payload does not begin with a transport header. */
  get fragmentOffset(): number {
    return read16(this.bytes, this.start + 6) & 0x1fff
  }

  get ttl(): number {
    return this.bytes[this.start + 8]!
  }

  get protocol(): number {
    return this.bytes[this.start + 9]!
  }

  get sourceAt(): number {
    return this.start + 12
  }

  get destinationAt(): number {
    return this.start + 16
  }

  /** Whether the checksum of the header is right. */
  verify(): boolean {
    return checksumHolds(this.bytes, this.start, this.payloadAt)
  }
}

export function parseIpv4(view: Ipv4View): Ipv4Header {
  const { bytes, start, sourceAt, destinationAt, payloadAt } = view
  return {
    trafficClass: bytes[start + 1]!,
    id: view.id,
    dontFragment: view.dontFragment,
    moreFragments: view.moreFragments,
    fragmentOffset: view.fragmentOffset,
    ttl: view.ttl,
    protocol: view.protocol,
    source: bytes.slice(sourceAt, sourceAt + 4),
    destination: bytes.slice(destinationAt, destinationAt + 4),
    options: bytes.slice(start + 20, payloadAt),
    payloadLength: start + view.totalLength - payloadAt,
  }
}

/** Writes the header with its checksum, and gives its length. */
export function emitIpv4(fields: Ipv4Fields, bytes: Uint8Array, at: number): number {
  const { trafficClass = 0, id = 0, dontFragment = true, moreFragments = false, fragmentOffset = 0, ttl = 64 } = fields
  const length = 20 + (fields.options?.length ?? 0)
  bytes[at] = 0x40 | (length / 4)
  bytes[at + 1] = trafficClass
  write16(bytes, at + 2, length + fields.payloadLength)
  write16(bytes, at + 4, id)
  write16(bytes, at + 6, (dontFragment ? dontFragmentBit : 0) | (moreFragments ? moreFragmentsBit : 0) | fragmentOffset)
  bytes[at + 8] = ttl
  bytes[at + 9] = fields.protocol
  write16(bytes, at + 10, 0)
  bytes.set(fields.source, at + 12)
  bytes.set(fields.destination, at + 16)
  if (fields.options !== undefined) bytes.set(fields.options, at + 20)
  write16(bytes, at + 10, finishChecksum(sumWords(bytes, at, at + length)))
  return length
}
