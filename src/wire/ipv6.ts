// decodes foreign bytes
// The header of IPv6 and its chain of extension headers (RFC 8200 §3, §4; RFC 4302 §2 for AH).
import { noBytes, read16, read32, write16, write32 } from './bytes.ts'

/** Next header values of the extension headers that are walked (IANA ipv6-parameters). */
const hopByHop = 0
const routing = 43
const fragment = 44
const authentication = 51
const destinationOptions = 60

/** More of them in one packet is no ordinary answer: RFC 8200 §4.1 recommends each at most once, destination options twice. */
const maxExtensions = 8

export interface Ipv6Extension {
  readonly type: number
  /** Behind next header and length: 6 bytes, and any multiple of 8 more (of 4 for AH; none for a fragment header). */
  readonly body: Uint8Array
}

export interface Ipv6Fields {
  /** 8 bits, default 0. */
  readonly trafficClass?: number
  /** 20 bits, default 0. */
  readonly flowLabel?: number
  /** Hop limit, default 64. */
  readonly ttl?: number
  /** 16 bytes. */
  readonly source: Uint8Array
  /** 16 bytes. */
  readonly destination: Uint8Array
  readonly extensions?: readonly Ipv6Extension[]
  /** Of what follows the extension headers. */
  readonly protocol: number
  /** Bytes behind the extension headers. */
  readonly payloadLength: number
}

export type Ipv6Header = Required<Ipv6Fields>

function isExtension(type: number): boolean {
  return (
    type === hopByHop || type === destinationOptions || type === fragment || type === routing || type === authentication
  )
}

/** Length in bytes: in units of 8 beyond the first 8 (RFC 8200 §4.3), for AH in units of 4 beyond the first 8 (RFC 4302 §2.2). */
function extensionLength(bytes: Uint8Array, at: number, type: number): number {
  if (type === fragment) return 8
  return type === authentication ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8
}

export class Ipv6View {
  bytes = noBytes
  start = 0
  /** Behind the extension headers. */
  payloadAt = 0
  /** Where the packet ends by its own length, or the bytes when these end sooner. Padding of the link lies behind. */
  payloadEnd = 0
  /** What follows the extension headers. */
  protocol = 0
  /** In units of 8 bytes. Unless it is 0, the payload does not begin with a transport header. */
  fragmentOffset = 0
  moreFragments = false

  /** Looks at a whole packet; false when it is none, cut off, or its chain leads nowhere. After true, no accessor throws. */
  at(bytes: Uint8Array, start: number, end: number): boolean {
    return this.headerAt(bytes, start, end) && start + 40 + this.payloadLength <= end
  }

  /** As `at`, of a packet whose payload may be cut off, as in the quote of an ICMP error. */
  headerAt(bytes: Uint8Array, start: number, end: number): boolean {
    if (start + 40 > end || bytes[start]! >>> 4 !== 6) return false
    this.bytes = bytes
    this.start = start
    this.payloadEnd = Math.min(start + 40 + read16(bytes, start + 4), end)
    this.fragmentOffset = 0
    this.moreFragments = false
    return this.#walk()
  }

  /** Follows the chain to what is no extension header, or to a fragment that is not the first: that one ends it. */
  #walk(): boolean {
    const bytes = this.bytes
    let at = this.start + 40
    let type = bytes[this.start + 6]!
    for (let headers = 0; isExtension(type) && this.fragmentOffset === 0; headers++) {
      if (headers === maxExtensions || at + 8 > this.payloadEnd) return false
      if (type === fragment) {
        this.fragmentOffset = read16(bytes, at + 2) >>> 3
        this.moreFragments = (bytes[at + 3]! & 1) !== 0
      }
      const next = bytes[at]!
      at += extensionLength(bytes, at, type)
      type = next
    }
    this.payloadAt = at
    this.protocol = type
    return at <= this.payloadEnd
  }

  /** Bytes behind the first 40, as the header says. 0 in a jumbogram (RFC 2675), which is not walked. */
  get payloadLength(): number {
    return read16(this.bytes, this.start + 4)
  }

  /** Hop limit. */
  get ttl(): number {
    return this.bytes[this.start + 7]!
  }

  get sourceAt(): number {
    return this.start + 8
  }

  get destinationAt(): number {
    return this.start + 24
  }
}

export function parseIpv6(view: Ipv6View): Ipv6Header {
  const { bytes, start, sourceAt, destinationAt, payloadAt } = view
  const first = read32(bytes, start)
  const extensions: Ipv6Extension[] = []
  let type = bytes[start + 6]!
  for (let at = start + 40; at < payloadAt; ) {
    const length = extensionLength(bytes, at, type)
    // The second byte is the length, but in a fragment header, where it is reserved.
    extensions.push({ type, body: bytes.slice(at + 2, at + length) })
    type = bytes[at]!
    at += length
  }
  return {
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    ttl: view.ttl,
    source: bytes.slice(sourceAt, sourceAt + 16),
    destination: bytes.slice(destinationAt, destinationAt + 16),
    extensions,
    protocol: view.protocol,
    payloadLength: start + 40 + view.payloadLength - payloadAt,
  }
}

/** Writes the header and its extension headers, and gives their length. */
export function emitIpv6(fields: Ipv6Fields, bytes: Uint8Array, at: number): number {
  const { trafficClass = 0, flowLabel = 0, ttl = 64, extensions = [] } = fields
  const types = [...extensions.map(({ type }) => type), fields.protocol]
  write32(bytes, at, (6 << 28) | (trafficClass << 20) | flowLabel)
  bytes[at + 6] = types[0]!
  bytes[at + 7] = ttl
  bytes.set(fields.source, at + 8)
  bytes.set(fields.destination, at + 24)
  let end = at + 40
  extensions.forEach(({ type, body }, i) => {
    bytes[end] = types[i + 1]!
    bytes[end + 1] = type === fragment ? 0 : type === authentication ? body.length / 4 - 1.5 : body.length / 8 - 0.75
    bytes.set(body, end + 2)
    end += 2 + body.length
  })
  write16(bytes, at + 4, end - at - 40 + fields.payloadLength)
  return end - at
}
