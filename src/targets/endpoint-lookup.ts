import type { Transport } from '../model/unions.ts'
import { PortTable } from './port-table.ts'
import type { TargetSpace } from './types.ts'

const wordsOfIpv4 = 1
const wordsOfIpv6 = 4

/** Ranges of one family (and zone), sorted, as 32-bit words: binary search among them allocates nothing. */
class Block {
  readonly #words: number
  readonly #first: Uint32Array
  readonly #last: Uint32Array
  /** Address index of the first address of each range. */
  readonly #before: Float64Array
  readonly #sought = new Uint32Array(wordsOfIpv6)

  constructor(words: number, ranges: readonly { first: bigint; last: bigint; before: number }[]) {
    this.#words = words
    this.#first = new Uint32Array(words * ranges.length)
    this.#last = new Uint32Array(words * ranges.length)
    this.#before = Float64Array.from(ranges, ({ before }) => before)
    ranges.forEach(({ first, last }, i) => {
      for (let w = 0; w < words; w++) {
        const shift = BigInt(32 * (words - 1 - w))
        this.#first[words * i + w] = Number((first >> shift) & 0xffffffffn)
        this.#last[words * i + w] = Number((last >> shift) & 0xffffffffn)
      }
    })
  }

  find(bytes: Uint8Array, at: number): number {
    const words = this.#words
    for (let w = 0; w < words; w++) this.#sought[w] = readWord(bytes, at + 4 * w)
    let low = 0
    let high = this.#before.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#compare(this.#first, middle) <= 0) low = middle
      else high = middle - 1
    }
    if (high < 0 || this.#compare(this.#first, low) > 0 || this.#compare(this.#last, low) < 0) return -1
    // Exact: a space has at most 2^53 endpoints, so that no offset is larger.
    let offset = 0
    for (let w = 0; w < words; w++) offset = offset * 2 ** 32 + (this.#sought[w]! - this.#first[words * low + w]!)
    return this.#before[low]! + offset
  }

  /** Below 0 when the bound of range i comes before what is sought. */
  #compare(bounds: Uint32Array, i: number): number {
    const words = this.#words
    for (let w = 0; w < words; w++) {
      const difference = bounds[words * i + w]! - this.#sought[w]!
      if (difference !== 0) return difference
    }
    return 0
  }
}

/** From an endpoint back to its index: the inverse of EndpointIndex. O(log k) over k intervals; allocates nothing. */
export class EndpointLookup {
  readonly #ipv4: Block
  readonly #ipv4Count: number
  readonly #ipv6 = new Map<string | undefined, Block>()
  readonly #tcp: PortTable
  readonly #udp: PortTable
  readonly #portCount: number

  /** The space must be as `resolveTargets` makes it, and an EndpointIndex can be made of it. */
  constructor({ addresses, tcp, udp }: TargetSpace) {
    let before = 0
    const numbered = addresses.map((range) => {
      const numberedRange = { ...range, before }
      before += Number(range.last - range.first + 1n)
      return numberedRange
    })
    this.#ipv4 = new Block(
      wordsOfIpv4,
      numbered.filter(({ family }) => family === 4),
    )
    const ipv6 = numbered.filter(({ family }) => family === 6)
    this.#ipv4Count = ipv6[0]?.before ?? before
    for (const zone of new Set(ipv6.map((range) => range.zone))) {
      this.#ipv6.set(
        zone,
        new Block(
          wordsOfIpv6,
          ipv6.filter((range) => range.zone === zone),
        ),
      )
    }
    this.#tcp = new PortTable(tcp)
    this.#udp = new PortTable(udp)
    this.#portCount = this.#tcp.count + this.#udp.count
  }

  /**
   * Index of an address of the space: `length` bytes in network order from `at` on. -1 when it is none of the space's. A link-local
   * address needs the zone that it was named with.
   */
  addressIndexOf(bytes: Uint8Array, at: number, length: 4 | 16, zone?: string): number {
    if (length === 4) return this.#ipv4.find(bytes, at)
    return this.#ipv6.get(zone)?.find(bytes, at) ?? -1
  }

  /** IP version of an address of the space. */
  familyOf(addressIndex: number): 4 | 6 {
    return addressIndex < this.#ipv4Count ? 4 : 6
  }

  /** Index of an endpoint of the space; -1 when the port is none of the space's. */
  indexOf(addressIndex: number, transport: Transport, port: number): number {
    const offset = transport === 'tcp' ? this.#tcp.offsetOf(port) : this.#udp.offsetOf(port)
    if (offset < 0) return -1
    return addressIndex * this.#portCount + offset + (transport === 'tcp' ? 0 : this.#tcp.count)
  }
}

function readWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}
