import { ipv4Text, ipv6Text } from '../lib/address.ts'
import { largestSize } from './permutation.ts'
import { PortTable } from './port-table.ts'
import type { AddressRange, EndpointSlot, TargetSpace } from './types.ts'

/**
 * Numbers the endpoints of a space from 0: index = addressIndex · portCount + port, TCP before UDP. It holds a few numbers per
 * interval, and finds an endpoint by binary search over them: O(log k), without allocating.
 */
export class EndpointIndex {
  readonly size: number
  readonly addressCount: number
  readonly portCount: number
  readonly #ranges: readonly AddressRange[]
  /** How many addresses come before each range. */
  readonly #before: Float64Array
  /** First address of each range as four 32-bit words; IPv4 is in the last. */
  readonly #words: Uint32Array
  readonly #ipv4Count: number
  readonly #tcp: PortTable
  readonly #udp: PortTable

  /**
   * The space must be as `resolveTargets` makes it: IPv4 first, ranges sorted and disjoint.
   * Throws RangeError when it is not, or holds more than 2^53 endpoints.
   */
  constructor(space: TargetSpace) {
    refuseDisorder(space.addresses)
    this.#ranges = space.addresses
    this.#tcp = new PortTable(space.tcp)
    this.#udp = new PortTable(space.udp)
    this.#before = new Float64Array(space.addresses.length)
    this.#words = new Uint32Array(4 * space.addresses.length)
    let count = 0n
    let ipv4Count = 0n
    space.addresses.forEach(({ family, first, last }, i) => {
      this.#before[i] = Number(count)
      for (let w = 0; w < 4; w++) this.#words[4 * i + w] = Number((first >> BigInt(96 - 32 * w)) & 0xffffffffn)
      count += last - first + 1n
      if (family === 4) ipv4Count = count
    })
    this.portCount = this.#tcp.count + this.#udp.count
    const size = count * BigInt(this.portCount)
    if (size > BigInt(largestSize)) throw new RangeError(`${size} endpoints are more than 2^53`)
    this.size = Number(size)
    this.addressCount = Number(count)
    this.#ipv4Count = Number(ipv4Count)
  }

  /** Writes the endpoint of an index (0 ≤ index < size) into the slot. Hot path: allocates nothing. */
  at(index: number, slot: EndpointSlot): void {
    if (!(index >= 0 && index < this.size)) throw new RangeError(`no endpoint ${index} of ${this.size}`)
    // Exact: below 2^53 the quotient of two doubles never rounds up to the next whole number.
    const addressIndex = Math.floor(index / this.portCount)
    const offset = index - addressIndex * this.portCount
    slot.addressIndex = addressIndex
    slot.family = addressIndex < this.#ipv4Count ? 4 : 6
    if (offset < this.#tcp.count) {
      slot.transport = 'tcp'
      slot.port = this.#tcp.at(offset)
    } else {
      slot.transport = 'udp'
      slot.port = this.#udp.at(offset - this.#tcp.count)
    }
  }

  /** Writes an address in network byte order, and says how many bytes it took. `out` holds at least 16. Allocates nothing. */
  addressBytes(addressIndex: number, out: Uint8Array): 4 | 16 {
    const range = this.#rangeOf(addressIndex)
    const offset = addressIndex - this.#before[range]!
    if (addressIndex < this.#ipv4Count) {
      writeWord(out, 0, this.#words[4 * range + 3]! + offset)
      return 4
    }
    // Word by word, the offset too: a whole one of nearly 2^53 plus a word would no longer be exact.
    let rest = offset
    let carry = 0
    for (let w = 3; w >= 0; w--) {
      const above = Math.floor(rest / 2 ** 32)
      const sum = this.#words[4 * range + w]! + (rest - above * 2 ** 32) + carry
      carry = Math.floor(sum / 2 ** 32)
      writeWord(out, 4 * w, sum - carry * 2 ** 32)
      rest = above
    }
    return 16
  }

  /** Canonical text, with `%zone` where there is one. */
  addressText(addressIndex: number): string {
    const range = this.#rangeOf(addressIndex)
    if (addressIndex < this.#ipv4Count)
      return ipv4Text(this.#words[4 * range + 3]! + addressIndex - this.#before[range]!)
    const bytes = new Uint8Array(16)
    this.addressBytes(addressIndex, bytes)
    const zone = this.#ranges[range]!.zone
    return zone === undefined ? ipv6Text(bytes) : `${ipv6Text(bytes)}%${zone}`
  }

  /** Interface name of a link-local address. */
  zone(addressIndex: number): string | undefined {
    return this.#ranges[this.#rangeOf(addressIndex)]!.zone
  }

  #rangeOf(addressIndex: number): number {
    if (!(addressIndex >= 0 && addressIndex < this.addressCount)) {
      throw new RangeError(`no address ${addressIndex} of ${this.addressCount}`)
    }
    const before = this.#before
    let low = 0
    let high = before.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (before[middle]! <= addressIndex) low = middle
      else high = middle - 1
    }
    return low
  }
}

function writeWord(out: Uint8Array, at: number, word: number): void {
  out[at] = word >>> 24
  out[at + 1] = word >>> 16
  out[at + 2] = word >>> 8
  out[at + 3] = word
}

function refuseDisorder(ranges: readonly AddressRange[]): void {
  ranges.forEach((range, i) => {
    const previous = ranges[i - 1]
    if (range.last < range.first) throw new RangeError('an address range runs backwards')
    if (previous === undefined || previous.family < range.family) return
    const sameBlock = previous.family === range.family && previous.zone === range.zone
    if (previous.family > range.family || (sameBlock && range.first <= previous.last)) {
      throw new RangeError('address ranges overlap or are out of order')
    }
  })
}
