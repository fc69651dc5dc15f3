/** Slots of the cache: 1 MiB, and room for the blocks of 16 million IPv4 addresses at a time. */
const slots = 65_536

/**
 * Remembers a number for the block that an address lies in, a /24 of IPv4 or a /64 of IPv6, within one span. A newer block takes
 * the slot of an older one, so that its size is fixed. Allocates nothing once it is made.
 */
export class RouteBlockCache {
  readonly #high = new Uint32Array(slots)
  readonly #low = new Uint32Array(slots)
  readonly #spans = new Uint32Array(slots)
  /** 0: an empty slot. */
  readonly #values = new Int32Array(slots)

  /** The number that was set for the block, or 0. */
  get(address: Uint8Array, length: 4 | 16, span: number): number {
    const high = highWord(address, length)
    const low = lowWord(address, length)
    const slot = slotOf(high, low, span)
    const same = this.#high[slot] === high && this.#low[slot] === low && this.#spans[slot] === span
    return same ? this.#values[slot]! : 0
  }

  /** @param value 1 or more */
  set(address: Uint8Array, length: 4 | 16, span: number, value: number): void {
    const high = highWord(address, length)
    const low = lowWord(address, length)
    const slot = slotOf(high, low, span)
    this.#high[slot] = high
    this.#low[slot] = low
    this.#spans[slot] = span
    this.#values[slot] = value
  }
}

/** First 24 bits of IPv4, 32 of IPv6. */
function highWord(a: Uint8Array, length: 4 | 16): number {
  const first = (a[0]! << 16) | (a[1]! << 8) | a[2]!
  return length === 4 ? first : ((first << 8) | a[3]!) >>> 0
}

/** What is left of the first 64 bits of IPv6. */
function lowWord(a: Uint8Array, length: 4 | 16): number {
  return length === 4 ? 0 : ((a[4]! << 24) | (a[5]! << 16) | (a[6]! << 8) | a[7]!) >>> 0
}

/** Multiplicative hashing (Knuth, The Art of Computer Programming 3, §6.4): the high bits are the mixed ones. */
function slotOf(high: number, low: number, span: number): number {
  return Math.imul(high ^ Math.imul(low, 0x85ebca6b) ^ Math.imul(span, 0xc2b2ae35), 0x9e3779b1) >>> 16
}
